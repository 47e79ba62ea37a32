// Dates as HTTP writes them (RFC 9110 section 5.6.7).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace veza::net {

// IMF-fixdate, "Sun, 06 Nov 1994 08:49:37 GMT", for Date and Last-Modified.
std::string http_date(int64_t epoch_seconds);

// Any of the three forms a recipient must accept; nothing for anything else.
std::optional<int64_t> parse_http_date(std::string_view text);

}  // namespace veza::net
