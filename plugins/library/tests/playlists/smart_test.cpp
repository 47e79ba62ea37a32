#include "playlists/smart.h"

#include <boost/test/unit_test.hpp>

#include "tests/viewers.h"

using namespace veza;
using namespace veza::library;

BOOST_AUTO_TEST_SUITE(smart_playlists)

namespace {
Json rule(const char* field, const char* op, const Json& value) {
  return {{"field", field}, {"operator", op}, {"value", value}};
}
Json all(std::initializer_list<Json> rules) { return {{"match", "all"}, {"rules", Json(rules)}}; }
Json only(const Json& one) { return {{"match", "all"}, {"rules", Json::array({one})}}; }
}  // namespace

BOOST_AUTO_TEST_CASE(rules_are_read_and_written_again) {
  const Json rules{{"match", "any"},
                   {"rules",
                    {rule("title", "contains", "rose"),
                     rule("bpm", "between", {100, 120.5}),
                     {{"match", "all"}, {"rules", {rule("liked", "is", true), rule("added", "in_last_days", 30)}}}}},
                   {"order", "-plays"},
                   {"limit", 25}};
  Problems problems;
  const auto parsed = parse_smart_rules(rules, problems);
  BOOST_TEST(problems.empty());
  BOOST_REQUIRE(parsed.has_value());
  const Json again = to_json(*parsed);
  BOOST_TEST(again["match"] == "any");
  BOOST_TEST(again["rules"].size() == 3U);
  BOOST_TEST(again["rules"][2]["rules"][1]["value"] == 30);
  BOOST_TEST(again["limit"] == 25);
  BOOST_TEST((parse_smart_rules(again, problems) && to_json(*parse_smart_rules(again, problems)) == again));
}

BOOST_AUTO_TEST_CASE(bad_rules) {
  Json deep = rule("title", "is", "x"), wide = Json::array();
  for (int i = 0; i < 6; ++i) deep = only(deep);
  for (int i = 0; i < 60; ++i) wide.push_back(rule("title", "is", "x"));
  const Json cases[] = {
      nullptr,
      Json::array(),
      "all",
      Json::object(),
      {{"match", "all"}},
      {{"match", "all"}, {"rules", Json::array()}},
      {{"match", "some"}, {"rules", Json::array({rule("title", "is", "x")})}},
      {{"match", "all"}, {"rules", Json::array({7})}},
      {{"match", "all"}, {"rules", wide}},
      deep,
      only(rule("password", "is", "x")),
      only(rule("title", "=", "x")),
      only(rule("title; DROP TABLE x", "is", "x")),
      only(rule("title", "is", 7)),
      only(rule("title", "is", "")),
      only(rule("title", "is", std::string(201, 'x'))),
      only(rule("title", "is", "a\nb")),
      only(rule("year", "is", "1999")),
      only(rule("year", "is", 1999.5)),
      only(rule("year", "is", -1)),
      only(rule("year", "between", 1)),
      only(rule("year", "between", {1})),
      only(rule("bpm", "is", nullptr)),
      only(rule("bpm", "is", 1e300)),
      only(rule("added", "before", "yesterday")),
      only(rule("added", "before", "2024-13-01")),
      only(rule("added", "in_last_days", 0)),
      only(rule("added", "is", "2024-01-01")),
      only(rule("liked", "is", "yes")),
      only(rule("liked", "is_not", true)),
      only({{"field", "title"}, {"operator", "is"}, {"value", "x"}, {"sql", "1=1"}}),
      {{"match", "all"}, {"rules", Json::array({rule("title", "is", "x")})}, {"limit", 0}},
      {{"match", "all"}, {"rules", Json::array({rule("title", "is", "x")})}, {"limit", 501}},
      {{"match", "all"}, {"rules", Json::array({rule("title", "is", "x")})}, {"order", "password"}},
      {{"match", "all"}, {"rules", Json::array({rule("title", "is", "x")})}, {"owner", "x"}},
  };
  for (const auto& json : cases) {
    Problems problems;
    BOOST_TEST(!parse_smart_rules(json, problems).has_value(), json.dump());
    BOOST_TEST(!problems.empty(), json.dump());
  }
}

// What people write is only ever a parameter, and who may see what is always asked.
BOOST_AUTO_TEST_CASE(statements) {
  Problems problems;
  const std::string evil = "x') OR 1=1 --";
  const auto rules = *parse_smart_rules(
      all({rule("title", "contains", evil), rule("genre", "is_not", evil), rule("key", "is", evil)}), problems);
  const auto ann = viewer("ann", {"track:read"});
  const auto got = compile(rules, ann, "ann", 0);
  BOOST_TEST(got.sql.find("1=1") == std::string::npos);
  BOOST_TEST(got.sql.find("t.visibility = 'public'") != std::string::npos);
  BOOST_TEST(got.values.size() == 4U);
  const auto guest = compile(rules, viewer("", {}), "ann", 0);
  BOOST_TEST(guest.sql.find("t.owner_id") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
