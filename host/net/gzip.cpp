#include "net/gzip.h"

#include <zlib.h>

#include "base/text.h"

namespace veza::net {

bool is_text_type(std::string_view content_type) {
  const std::string type = base::lower_ascii(base::trim(content_type.substr(0, content_type.find(';'))));
  const auto ends_with = [&](std::string_view end) {
    return type.size() >= end.size() && type.compare(type.size() - end.size(), end.size(), end) == 0;
  };
  return type.compare(0, 5, "text/") == 0 || ends_with("+json") || ends_with("+xml") || type == "application/json" ||
         type == "application/javascript" || type == "application/xml" || type == "application/wasm" ||
         type == "application/vnd.apple.mpegurl" || type == "application/x-mpegurl" || type == "audio/mpegurl";
}

std::optional<std::string> gzip(std::string_view plain) {
  z_stream stream{};
  // Level 5, and 16 over the window bits for the gzip wrapper (zlib.h, deflateInit2).
  if (deflateInit2(&stream, 5, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return std::nullopt;
  std::string packed(plain.size(), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int outcome = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (outcome != Z_STREAM_END) return std::nullopt;
  return packed;
}

}  // namespace veza::net
