#include "base/json.h"

#include <boost/test/unit_test.hpp>

using namespace veza::base;

BOOST_AUTO_TEST_SUITE(json)

BOOST_AUTO_TEST_CASE(malformed_texts_are_errors) {
  const std::string deep = std::string(70, '[') + std::string(70, ']');
  const std::string bad[] = {"",        "{",           "[1,]",     "{\"a\":}", "nul", "\"\xff\"", "1 2",
                             "{'a':1}", "\"\\ud800\"", "[1] // c", "01",       "+1",  "NaN",      deep};
  for (const auto& text : bad) {
    const auto parsed = parse_json(text);
    BOOST_TEST(!parsed.has_value(), text);
    if (!parsed) BOOST_TEST((parsed.error().code == Code::invalid));
  }
}

BOOST_AUTO_TEST_CASE(sound_texts_are_values) {
  BOOST_TEST(parse_json(R"({"a":[1,2.5,null,"é"]})").value()["a"][3].get<std::string>() == "é");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_not_utf8_do_not_throw_on_the_way_out) {
  BOOST_TEST(to_text(Json{{"a", "x\xff"}}) == "{\"a\":\"x\xef\xbf\xbd\"}");
}

BOOST_AUTO_TEST_SUITE_END()
