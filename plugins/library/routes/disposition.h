// Content-Disposition (RFC 6266 with RFC 8187): a name a browser may save a file under.
#pragma once
#include <string>
#include <string_view>

namespace veza::library {

// `kind` is "inline" or "attachment".
inline std::string disposition(std::string_view kind, std::string_view file_name) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out = std::string(kind) + "; filename*=UTF-8''";
  for (const unsigned char c : file_name) {
    const bool plain =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_';
    if (plain) {
      out += static_cast<char>(c);
    } else {
      out += '%';
      out += digits[c >> 4];
      out += digits[c & 15];
    }
  }
  return out;
}

}  // namespace veza::library
