// Text the way a server meets it: untrusted bytes, query strings, ASCII without locale.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace veza::base {

// Whether the bytes are UTF-8 (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF).
bool is_utf8(std::string_view text);

std::string lower_ascii(std::string_view text);
bool equal_no_case(std::string_view a, std::string_view b);
std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);

// A decimal integer that is the whole text; nothing when empty, out of range, or followed by anything.
std::optional<int64_t> to_int(std::string_view text);

// RFC 3986 percent-decoding; `plus_is_space` for query strings. Nothing on a bad escape or a NUL.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);
std::string percent_encode(std::string_view text);

// The Levenshtein distance in bytes, for "did you mean".
size_t edit_distance(std::string_view a, std::string_view b);
// The candidate nearest to `word` at a distance of at most a third of its length (at least 2); empty when none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace veza::base
