// What a request for many tracks may say.
#include <boost/test/unit_test.hpp>

#include "rules/batch.h"
#include "rules/cover_sizes.h"

namespace {
using namespace veza;
using namespace veza::library;

const std::string one = "0190a000-0000-7000-8000-000000000001", two = "0190a000-0000-7000-8000-000000000002";

std::vector<std::string> wrong_fields(const Json& body) {
  Problems problems;
  parse_batch(body, problems);
  std::vector<std::string> out;
  for (const auto& problem : problems) out.push_back(problem.field);
  return out;
}
}  // namespace

BOOST_AUTO_TEST_SUITE(batch)

BOOST_AUTO_TEST_CASE(good_requests) {
  Problems problems;
  const auto changed = parse_batch({{"ids", {two, one}}, {"changes", {{"title", "T"}}}}, problems);
  BOOST_TEST(problems.empty());
  BOOST_TEST(changed.ids == (std::vector{one, two}));
  BOOST_TEST(!changed.remove);
  BOOST_TEST(*changed.changes.title == "T");
  const auto removed = parse_batch({{"ids", {one}}, {"delete", true}}, problems);
  BOOST_TEST(problems.empty());
  BOOST_TEST(removed.remove);
}

BOOST_AUTO_TEST_CASE(bad_requests) {
  const Json title{{"title", "T"}};
  Json many = Json::array();
  for (int i = 0; i < 501; ++i) many.push_back(one);
  const std::pair<Json, std::vector<std::string>> cases[] = {
      {Json::object(), {"ids", "changes"}},
      {{{"ids", {one}}}, {"changes"}},
      {{{"changes", title}}, {"ids"}},
      {{{"ids", Json::array()}, {"changes", title}}, {"ids"}},
      {{{"ids", one}, {"changes", title}}, {"ids"}},
      {{{"ids", {one, 5}}, {"changes", title}}, {"ids"}},
      {{{"ids", {"../" + one}}, {"changes", title}}, {"ids"}},
      {{{"ids", {one, two, one}}, {"changes", title}}, {"ids"}},
      {{{"ids", many}, {"changes", title}}, {"ids"}},
      {{{"ids", {one}}, {"changes", Json::object()}}, {"changes"}},
      {{{"ids", {one}}, {"changes", nullptr}}, {"changes"}},
      {{{"ids", {one}}, {"changes", {{"title", nullptr}}}}, {"title"}},
      {{{"ids", {one}}, {"changes", title}, {"delete", true}}, {"changes"}},
      {{{"ids", {one}}, {"delete", false}}, {"delete"}},
      {{{"ids", {one}}, {"delete", 1}}, {"delete"}},
      {{{"ids", {one}}, {"delete", true}, {"all", true}}, {"all"}},
  };
  for (const auto& [body, fields] : cases) {
    BOOST_TEST_CONTEXT(body.dump().substr(0, 120)) { BOOST_TEST(wrong_fields(body) == fields); }
  }
}

BOOST_AUTO_TEST_CASE(sizes_of_covers) {
  BOOST_TEST((cover_size("64") == 64 && cover_size("256") == 256 && cover_size("512") == 512));
  BOOST_TEST((cover_size("1024") == 1024));
  for (const auto* text : {"", "0", "64 ", "+64", "0064", "64.0", "6e1", "65", "large", "4294967360"}) {
    BOOST_TEST(!cover_size(text).has_value(), text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
