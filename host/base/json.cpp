#include "base/json.h"

namespace veza::base {

Result<Json> parse_json(std::string_view text) {
  constexpr int depth_limit = 64;
  bool too_deep = false;
  const auto watch = [&too_deep](int depth, Json::parse_event_t, Json&) {
    too_deep = too_deep || depth > depth_limit;
    return !too_deep;
  };
  try {
    Json value = Json::parse(text, watch);
    if (too_deep) return fail(Code::invalid, "the JSON text is nested deeper than 64 levels");
    return value;
  } catch (const Json::parse_error& error) {
    return fail(Code::invalid, "the text is not JSON: fault near byte " + std::to_string(error.byte));
  } catch (const Json::exception&) {
    return fail(Code::invalid, "the text is not JSON");
  }
}

std::string to_text(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace veza::base
