#include "net/chunked.h"

#include "net/syntax.h"

namespace veza::net {

namespace {
constexpr unsigned max_digits = 15;
constexpr size_t max_extension_bytes = 4096;
constexpr size_t max_trailer_bytes = 8192;
}  // namespace

ChunkedDecoder::Step ChunkedDecoder::next(std::string_view input) {
  size_t at = 0;
  while (place_ != Place::done) {
    if (at == input.size()) return {State::more, at, {}};
    if (place_ == Place::data) {
      const auto data = input.substr(at, size_);
      size_ -= data.size();
      if (size_ == 0) place_ = Place::data_cr;
      return {State::data, at + data.size(), data};
    }
    if (!take(input[at++])) return {State::refused, at, {}};
  }
  return {State::done, at, {}};
}

bool ChunkedDecoder::take(char c) {
  switch (place_) {
    case Place::size_first:
    case Place::size_more:
      return take_size(c);
    case Place::extension:
      if (c == '\r') {
        place_ = Place::size_lf;
        return true;
      }
      return is_field_char(c) && ++extension_bytes_ <= max_extension_bytes;
    case Place::size_lf:
      place_ = size_ == 0 ? Place::trailer_start : Place::data;
      return c == '\n';
    case Place::data_cr:
      place_ = Place::data_lf;
      return c == '\r';
    case Place::data_lf:
      place_ = Place::size_first;
      digits_ = 0;
      return c == '\n';
    default:
      return take_trailer(c);
  }
}

bool ChunkedDecoder::take_size(char c) {
  const int digit = hex_value(c);
  if (digit >= 0) {
    place_ = Place::size_more;
    size_ = size_ * 16 + static_cast<uint64_t>(digit);
    return ++digits_ <= max_digits;
  }
  if (place_ == Place::size_first) return false;
  if (c == '\r') place_ = Place::size_lf;
  if (c == ';') place_ = Place::extension;
  return c == '\r' || (c == ';' && ++extension_bytes_ <= max_extension_bytes);
}

bool ChunkedDecoder::take_trailer(char c) {
  if (++trailer_bytes_ > max_trailer_bytes) return false;
  switch (place_) {
    case Place::trailer_start:
      place_ = c == '\r' ? Place::end_lf : Place::trailer_name;
      return c == '\r' || is_token_char(c);
    case Place::trailer_name:
      if (c == ':') place_ = Place::trailer_value;
      return c == ':' || is_token_char(c);
    case Place::trailer_value:
      if (c == '\r') place_ = Place::trailer_lf;
      return c == '\r' || is_field_char(c);
    case Place::trailer_lf:
      place_ = Place::trailer_start;
      return c == '\n';
    default:
      place_ = Place::done;
      return c == '\n';
  }
}

}  // namespace veza::net
