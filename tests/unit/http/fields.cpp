#include "http/fields.h"

#include <boost/test/unit_test.hpp>

using namespace veza;
using namespace veza::http;

BOOST_AUTO_TEST_SUITE(fields)

BOOST_AUTO_TEST_CASE(good_fields_are_read) {
  const auto body = base::Json::parse(R"({"title":"  Blue  ","year":1959,"public":true,"genre":"jazz",
    "id":"0190f9c8-1b7e-7c3d-9d2e-0c9f2a8d4b11","note":"a\nb","gone":null})");
  Fields in(body);
  BOOST_TEST(in.text("title") == "Blue");
  BOOST_TEST(in.integer("year", {.min = 1000, .max = 9999}) == 1959);
  BOOST_TEST(in.boolean("public"));
  BOOST_TEST(in.choice("genre", {"jazz", "folk"}) == "jazz");
  BOOST_TEST(in.id("id").size() == 36U);
  BOOST_TEST(in.text("note", {.lines = true}) == "a\nb");
  BOOST_TEST(!in.optional_text("gone").has_value());
  BOOST_TEST(!in.optional_integer("absent").has_value());
  BOOST_TEST(!in.optional_boolean("absent").has_value());
  BOOST_TEST(!in.optional_choice("absent", {"a"}).has_value());
  BOOST_TEST(in.has("gone"));
  BOOST_TEST(in.is_null("gone"));
  BOOST_TEST(!in.is_null("absent"));
  BOOST_TEST(in.ok());
  BOOST_TEST(!in.problem().has_value());
}

BOOST_AUTO_TEST_CASE(every_problem_is_told_at_once) {
  const auto body = base::Json::parse(R"({"short":"ab","empty":"  ","control":"a\u0007b","lines":"a\nb","number":"7",
    "fraction":1.5,"small":0,"large":11,"huge":18446744073709551615,"flag":1,"genre":"noise","genre2":3,"id":"7","text":7})");
  Fields in(body);
  in.text("missing");
  in.text("short", {.min = 3});
  in.text("empty", {.min = 1});
  in.text("control");
  in.text("lines");
  in.text("text");
  in.text("short", {.max = 1});
  in.integer("number");
  in.integer("fraction");
  in.integer("small", {.min = 1});
  in.integer("large", {.max = 10});
  in.integer("huge");
  in.boolean("flag");
  in.choice("genre", {"jazz", "folk"});
  in.choice("genre2", {"jazz"});
  in.id("id");
  in.add("file", "is empty");
  const auto problem = in.problem().value();
  BOOST_TEST(problem.status == 422);
  BOOST_TEST(problem.code == "invalid_fields");
  BOOST_TEST(problem.details.size() == 17U);
  BOOST_TEST(problem.details[0].problem == "is required");
  BOOST_TEST(problem.details[1].problem == "must have at least 3 characters");
  BOOST_TEST(problem.details[2].problem == "must not be empty");
  BOOST_TEST(problem.details[6].problem == "must have at most 1 characters");
  BOOST_TEST(problem.details[13].problem == "must be one of jazz, folk");
  BOOST_TEST(problem.message == "Please check missing: it is required (and 16 more).");
}

BOOST_AUTO_TEST_CASE(characters_are_counted_not_bytes) {
  const base::Json body{{"name", "ÄÖÜß"}};
  Fields in(body);
  BOOST_TEST(in.text("name", {.min = 4, .max = 4}) == "ÄÖÜß");
  BOOST_TEST(in.ok());
}

BOOST_AUTO_TEST_SUITE_END()
