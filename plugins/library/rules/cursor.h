// Where a page of a list ended, as clients carry it: opaque, and believed only after it has been checked.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace veza::library {

// The last row of a page: its value in the sort order (a number for times, folded text for titles) and its id.
struct Cursor {
  std::variant<int64_t, std::string> value;
  std::string id;
};

// base64url (RFC 4648 section 5, no padding) of a small JSON array.
std::string encode_cursor(std::string_view sort, const Cursor& cursor);

// Nothing when the text is not a cursor of a list sorted by `sort`, or when its value is not of the kind that sort
// has.
std::optional<Cursor> decode_cursor(std::string_view sort, std::string_view text);

}  // namespace veza::library
