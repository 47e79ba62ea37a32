// gzip for text (RFC 1952, RFC 9110 section 8.4.1.3).
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace veza::net {

// Whether bodies of this Content-Type get smaller: text/*, JSON, JavaScript, XML, SVG, playlists, …
bool is_text_type(std::string_view content_type);

// Nothing when the result would not be smaller, or memory is short.
std::optional<std::string> gzip(std::string_view plain);

}  // namespace veza::net
