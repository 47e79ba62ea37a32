#include "plugins/settings_schema.h"

#include <boost/test/unit_test.hpp>

namespace veza::plugins {
namespace {

using base::Json;

const Json schema = Json::parse(R"({
  "type": "object", "additionalProperties": false, "required": ["secret"],
  "properties": {
    "limit": {"type": "integer", "minimum": 1, "maximum": 100, "default": 20},
    "ratio": {"type": "number", "default": 0.5},
    "on": {"type": "boolean", "default": true},
    "mode": {"type": "string", "enum": ["fast", "good"], "default": "good"},
    "tiers": {"type": "array", "items": {"type": "string"}, "default": ["low"]},
    "map": {"type": "object", "default": {}},
    "secret": {"type": "string", "minLength": 3}
  }
})");

BOOST_AUTO_TEST_SUITE(settings)

BOOST_AUTO_TEST_CASE(defaults_fill_what_is_not_given) {
  const auto settings = resolve_settings(schema, {{"secret", "abc"}});
  BOOST_REQUIRE_MESSAGE(settings, settings.error().message);
  BOOST_TEST((*settings)["limit"] == 20);
  BOOST_TEST((*settings)["on"] == true);
  BOOST_TEST((*settings)["secret"] == "abc");
}

BOOST_AUTO_TEST_CASE(text_becomes_the_propertys_type) {
  const auto settings = resolve_settings(schema, {{"secret", "abc"},
                                                  {"limit", "7"},
                                                  {"ratio", "1.25"},
                                                  {"ON", "no"},
                                                  {"mode", "fast"},
                                                  {"tiers", "low, high,"},
                                                  {"map", R"({"a":1})"}});
  BOOST_REQUIRE_MESSAGE(settings, settings.error().message);
  BOOST_TEST(*settings == Json::parse(R"({"secret":"abc","limit":7,"ratio":1.25,"on":false,"mode":"fast",
                                          "tiers":["low","high"],"map":{"a":1}})"));
}

BOOST_AUTO_TEST_CASE(a_bad_value_is_refused_with_its_key) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"secret":"abc","limit":"seven"})", "\"limit\" must be a whole number"},
      {R"({"secret":"abc","limit":"0"})", "at least 1"},
      {R"({"secret":"abc","limit":"1e3"})", "\"limit\""},
      {R"({"secret":"abc","limit":"99999999999999999999"})", "\"limit\""},
      {R"({"secret":"abc","limit":true})", "\"limit\""},
      {R"({"secret":"abc","ratio":"nan"})", "\"ratio\""},
      {R"({"secret":"abc","on":"maybe"})", "true or false"},
      {R"({"secret":"abc","mode":"slow"})", "[\"fast\",\"good\"]"},
      {R"({"secret":"abc","map":"{"})", "\"map\""},
      {R"({"secret":"abc","map":"[1]"})", "\"map\""},
      {R"({"secret":"abc","tiers":"[1]"})", "\"tiers\""},
      {R"({"secret":"ab"})", "\"secret\""},
      {R"({"secret":"abc","limitt":"1"})", "did you mean \"limit\""},
      {R"({})", "\"secret\" is required"},
  };
  for (const auto& [given, expected] : cases) {
    const auto settings = resolve_settings(schema, Json::parse(given));
    BOOST_REQUIRE_MESSAGE(!settings, given);
    BOOST_TEST(settings.error().message.find(expected) != std::string::npos,
               given << " → " << settings.error().message);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::plugins
