// JSON values of the C++ face (nlohmann::json).
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace veza {
using Json = nlohmann::json;

// The value of a text that others wrote; discarded (is_discarded()) when it is no JSON, or nested deeper than 64
// levels: copying, comparing and writing a value go down on the stack, which such a text would run out of.
inline Json parse_json(std::string_view text) {
  constexpr int deepest = 64;
  bool too_deep = false;
  const auto watch = [&too_deep](int depth, Json::parse_event_t, Json&) {
    too_deep = too_deep || depth > deepest;
    return !too_deep;
  };
  Json value = Json::parse(text, watch, false);
  if (too_deep) return Json(Json::value_t::discarded);
  return value;
}

// Compact text; bytes that are not UTF-8 become U+FFFD, so it cannot throw on what a client sent.
inline std::string to_text(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }
}  // namespace veza
