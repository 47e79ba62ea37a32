// JSON as nlohmann's value, with the two things a server needs: a parser that returns an error, and a writer that
// cannot throw on bytes that are not UTF-8.
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/error.h"

namespace veza::base {

using Json = nlohmann::json;

// Parses RFC 8259 text. Errors (invalid): a syntax fault with its offset, nesting deeper than 64, a text that is not
// UTF-8.
Result<Json> parse_json(std::string_view text);

// Compact text; bytes that are not UTF-8 become U+FFFD.
std::string to_text(const Json& value);

}  // namespace veza::base
