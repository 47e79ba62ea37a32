// JSON values of the C++ face (nlohmann::json).
#pragma once
#include <nlohmann/json.hpp>

namespace veza {
using Json = nlohmann::json;

// Compact text; bytes that are not UTF-8 become U+FFFD, so it cannot throw on what a client sent.
inline std::string to_text(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }
}  // namespace veza
