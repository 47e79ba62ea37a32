// Identifiers: UUID version 7 (RFC 9562 section 5.7), lower case with hyphens, so that text order is time order.
#pragma once
#include <string>
#include <string_view>

namespace veza::base {

// A new id; ids made by one process never repeat and never sort before an earlier one. Any thread.
std::string new_id();

// Whether `text` is a UUID in the 36-character form (any version; hex of either case).
bool is_id(std::string_view text);

}  // namespace veza::base
