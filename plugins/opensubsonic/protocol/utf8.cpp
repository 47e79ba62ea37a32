#include "protocol/utf8.h"

#include <cstdint>

namespace veza::opensubsonic {
namespace {

// The length of the sequence that begins `text`, and its character; 0 when it is none.
size_t next(std::string_view text, uint32_t& character) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) {
    character = first;
    return 1;
  }
  const size_t length = first >= 0xF0 && first < 0xF8 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 0;
  if (length == 0 || first >= 0xF8 || text.size() < length) return 0;
  character = first & (0x7Fu >> length);
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
    character = character << 6 | (byte(i) & 0x3Fu);
  }
  static constexpr uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool sound = character >= least[length] && character <= 0x10FFFF && (character < 0xD800 || character > 0xDFFF);
  return sound ? length : 0;
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (uint32_t character = 0; !text.empty();) {
    const size_t length = next(text, character);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string xml_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    uint32_t character = 0;
    const size_t length = next(text, character);
    if (length == 0) {
      out += "\xEF\xBF\xBD";
    } else if ((character >= 0x20 || character == '\t' || character == '\n' || character == '\r') &&
               character != 0xFFFE && character != 0xFFFF) {
      out.append(text.substr(0, length));
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

}  // namespace veza::opensubsonic
