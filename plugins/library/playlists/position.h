// Where an item of a playlist stands: a key of digits and small letters, read as the digits of a fraction. Between any
// two keys there is another, so moving an item changes one row and never a neighbour's. Keys compare as bytes, which
// with this alphabet is what every collation of a database does too. Plain functions.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace veza::library {

// A playlist with a longer key is given new ones (`places("", "", n)`).
inline constexpr size_t longest_position = 64;

// A key after `before` and before `after`; an empty one is the playlist's end on that side. Both must be keys made
// here, `before` < `after`. Appending and prepending keep keys short: a thousand times adds no digit.
std::string position_between(std::string_view before, std::string_view after);

// `count` of them, in order.
std::vector<std::string> positions_between(std::string_view before, std::string_view after, size_t count);

}  // namespace veza::library
