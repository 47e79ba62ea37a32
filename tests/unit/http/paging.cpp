#include "http/paging.h"

#include <boost/test/unit_test.hpp>

#include "support.h"

using namespace veza;
using namespace veza::http;
using test::request;

BOOST_AUTO_TEST_SUITE(paging_)

BOOST_AUTO_TEST_CASE(good_values) {
  const auto plain = paging(request("GET", "/x")).value();
  BOOST_TEST(plain.page == 1);
  BOOST_TEST(plain.per_page == 20);
  BOOST_TEST(plain.cursor.empty());
  const auto full = paging(request("GET", "/x?page=3&per_page=100&cursor=a%2Bb")).value();
  BOOST_TEST(full.offset() == 200);
  BOOST_TEST(full.cursor == "a+b");
}

BOOST_AUTO_TEST_CASE(bad_values) {
  for (const std::string query : {"page=0", "page=-1", "page=x", "page=", "page=1.5", "page=1000001", "per_page=0",
                                  "per_page=101", "per_page=99999999999999999999", "page=+1"}) {
    const auto read = paging(request("GET", "/x?" + query));
    BOOST_TEST(!read.has_value(), query);
    if (!read) BOOST_TEST(read.error().status == 422);
  }
  const auto both = paging(request("GET", "/x?page=0&per_page=0&cursor=" + std::string(513, 'a')));
  BOOST_TEST(both.error().details.size() == 3U);
}

BOOST_AUTO_TEST_CASE(meta) {
  BOOST_TEST(page_meta({2, 20, ""}, 41) == base::Json::parse(R"({"page":2,"per_page":20,"total":41,"total_pages":3})"));
  BOOST_TEST(page_meta({1, 20, ""}, 0)["total_pages"] == 0);
  BOOST_TEST(cursor_meta({1, 20, ""}, std::nullopt) == base::Json::parse(R"({"per_page":20,"next_cursor":null})"));
  BOOST_TEST(cursor_meta({1, 5, ""}, "abc", 9) == base::Json::parse(R"({"per_page":5,"next_cursor":"abc","total":9})"));
}

BOOST_AUTO_TEST_SUITE_END()
