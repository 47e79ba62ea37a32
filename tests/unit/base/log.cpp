#include "base/log.h"

#include <boost/test/unit_test.hpp>

using namespace veza::base;

namespace {
struct Lines : LogSink {
  std::vector<std::string> all;
  void line(std::string_view text) override { all.emplace_back(text); }
};
}  // namespace

BOOST_AUTO_TEST_SUITE(logging)

BOOST_AUTO_TEST_CASE(a_line_is_one_json_object_and_secrets_are_masked) {
  auto lines = std::make_shared<Lines>();
  const Log log(lines, LogFormat::json, LogLevel::info, "host");
  log.named("plugin.x")
      .warn("hello\nworld", {{"request_id", "r1"}, {"Password", "hunter2"}, {"deep", {{"refresh_token", "t"}}}});
  BOOST_REQUIRE(lines->all.size() == 1U);
  BOOST_TEST(lines->all[0].find('\n') == std::string::npos);
  const Json line = parse_json(lines->all[0]).value();
  BOOST_TEST(line["level"] == "warn");
  BOOST_TEST(line["service"] == "plugin.x");
  BOOST_TEST(line["message"] == "hello\nworld");
  BOOST_TEST(line["request_id"] == "r1");
  BOOST_TEST(line["Password"] == "***");
  BOOST_TEST(line["deep"]["refresh_token"] == "***");
}

BOOST_AUTO_TEST_CASE(below_the_level_nothing_is_written) {
  auto lines = std::make_shared<Lines>();
  const Log log(lines, LogFormat::human, LogLevel::warn, "host");
  log.info("no");
  log.set_level(LogLevel::info);
  log.info("yes", {{"path", "/a\x1b[2J\n/b"}});
  BOOST_REQUIRE(lines->all.size() == 1U);
  BOOST_TEST(lines->all[0].find('\x1b') == std::string::npos);
  BOOST_TEST(lines->all[0].find('\n') == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
