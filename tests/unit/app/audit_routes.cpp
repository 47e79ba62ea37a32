#include "app/audit_routes.h"

#include <boost/test/unit_test.hpp>

using namespace veza;

BOOST_AUTO_TEST_SUITE(app_audit_routes)

BOOST_AUTO_TEST_CASE(times_that_are_some) {
  const std::pair<const char*, int64_t> table[] = {
      {"1970-01-01", 0},
      {"1970-01-01T00:00:00Z", 0},
      {"2026-01-31", 1769817600000},
      {"2026-01-31T12:30:15Z", 1769862615000},
      {"2026-01-31T12:30:15.5Z", 1769862615500},
      {"2026-01-31T12:30:15.123456Z", 1769862615123},
      {"2026-01-31T12:30:15+01:00", 1769859015000},
      {"2026-01-31T12:30:15-23:59", 1769862615000 + 86340000},
      {"2024-02-29", 1709164800000},
      {"2016-12-31T23:59:60Z", 1483228800000},
      {"1969-12-31", -86400000},
      {"1969-12-31T23:59:59.999Z", -1},
      {"0000-01-01", -62167219200000},
      {"9999-12-31T23:59:59Z", 253402300799000},
  };
  for (const auto& [text, time] : table) {
    const auto got = app::parse_time(text);
    BOOST_REQUIRE_MESSAGE(got, text);
    BOOST_TEST(*got == time, text);
  }
}

BOOST_AUTO_TEST_CASE(times_that_are_none) {
  for (const char* text : {"",
                           "0",
                           "1",
                           "-1",
                           "now",
                           "yesterday",
                           "0000-00-00",
                           "2026-00-10",
                           "2026-13-01",
                           "2026-01-00",
                           "2026-01-32",
                           "2026-02-29",
                           "2026-04-31",
                           "2026-1-1",
                           "26-01-01",
                           "12026-01-01",
                           "-2026-01-01",
                           "2026-01-31T",
                           "2026-01-31Z",
                           "2026-01-31T12:00Z",
                           "2026-01-31T12:00:00",
                           "2026-01-31 12:00:00Z",
                           "2026-01-31T24:00:00Z",
                           "2026-01-31T12:60:00Z",
                           "2026-01-31T12:00:60Z",
                           "2026-01-31T12:59:61Z",
                           "2026-01-31T12:00:00+99:99",
                           "2026-01-31T12:00:00+24:00",
                           "2026-01-31T12:00:00+01:60",
                           "2026-01-31T12:00:00+0100",
                           "2026-01-31T12:00:00.Z",
                           "2026-01-31T12:00:00.1234567Z",
                           " 2026-01-31",
                           "2026-01-31 ",
                           "2026-01-31\n",
                           "2026-01-31T12:00:00ZZ"})
    BOOST_TEST(!app::parse_time(text).has_value(), text);
  BOOST_TEST(!app::parse_time(std::string(1'000'000, '1')).has_value());
}

BOOST_AUTO_TEST_CASE(a_filter_takes_what_is_a_time) {
  const auto filter = [](const std::string& query) {
    net::Request request;
    request.target = "/api/v1/admin/audit/logs?" + query;
    return app::audit_filter(request);
  };
  BOOST_TEST((filter("from=&to=")->from == std::nullopt));
  BOOST_TEST((filter("from=1970-01-01")->from == 0));
  BOOST_TEST((filter("to=1969-12-31")->to == -86400000));
  for (const char* query : {"from=0000-00-00", "to=2026-02-30", "from=2026-01-31T12:00:00%2B99:99"}) {
    const auto refused = filter(query);
    BOOST_REQUIRE_MESSAGE(!refused, query);
    BOOST_TEST(refused.error().status == 422);
    BOOST_REQUIRE(refused.error().details.size() == 1U);
  }
}

BOOST_AUTO_TEST_SUITE_END()
