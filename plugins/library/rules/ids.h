// Track ids: UUID version 7 (RFC 9562), lower case.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace veza::library {

// A new id; those made later sort later, to the millisecond. Any thread.
std::string new_id();

// Whether the text has the form of one. Upper case is not accepted: an id has one spelling.
bool is_id(std::string_view text);

// Milliseconds since 1970.
int64_t now_ms();

// RFC 3339, UTC, milliseconds: "2026-11-21T10:00:00.000Z".
std::string rfc3339(int64_t ms);

}  // namespace veza::library
