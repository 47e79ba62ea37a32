#include "http/request_id.h"

#include <boost/test/unit_test.hpp>
#include <set>

using namespace veza::http;

BOOST_AUTO_TEST_SUITE(request_id)

BOOST_AUTO_TEST_CASE(only_harmless_ids_are_taken_over) {
  const struct {
    std::string text;
    bool good;
  } cases[] = {{"a", true},
               {"0190f9c8-1b7e-7c3d-9d2e-0c9f2a8d4b11", true},
               {"A.b_c-9", true},
               {std::string(64, 'x'), true},
               {std::string(65, 'x'), false},
               {"", false},
               {"a b", false},
               {"a\r\nX: y", false},
               {"\"", false},
               {"é", false},
               {std::string("a\0b", 3), false},
               {"a/b", false}};
  for (const auto& one : cases) BOOST_TEST(is_request_id(one.text) == one.good, one.text);
}

BOOST_AUTO_TEST_CASE(new_ids_are_acceptable_and_differ) {
  std::set<std::string> seen;
  for (int i = 0; i < 10'000; ++i) {
    const std::string id = new_request_id();
    BOOST_REQUIRE(is_request_id(id));
    BOOST_REQUIRE(seen.insert(id).second);
  }
}

BOOST_AUTO_TEST_SUITE_END()
