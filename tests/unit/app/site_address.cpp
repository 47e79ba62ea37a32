#include "app/site_address.h"

#include <boost/test/unit_test.hpp>

namespace veza::app {
namespace {

BOOST_AUTO_TEST_SUITE(app_site_address)

BOOST_AUTO_TEST_CASE(addresses_people_use) {
  struct Row {
    const char *given, *url, *host, *base;
  };
  for (const Row& row :
       {Row{"", "", "", ""}, Row{"https://example.org", "https://example.org", "example.org", ""},
        Row{"https://example.org/", "https://example.org", "example.org", ""},
        Row{"http://example.org:8080/music/", "http://example.org:8080/music", "example.org:8080", "/music"},
        Row{"https://example.org/a/b-c_d.e", "https://example.org/a/b-c_d.e", "example.org", "/a/b-c_d.e"},
        Row{"http://[::1]:80", "http://[::1]", "[::1]", ""}}) {
    const auto address = site_address(row.given);
    BOOST_REQUIRE_MESSAGE(address.has_value(), row.given);
    BOOST_TEST(address->url == row.url);
    BOOST_TEST(address->host == row.host);
    BOOST_TEST(address->base_path == row.base);
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_address_is_a_fault_that_names_the_setting) {
  for (const char* given :
       {"example.org", "ftp://example.org", "https://", "https://user@example.org", "https://exa mple.org",
        "https://example.org?x", "https://example.org/#x", "https://example.org/a b", "https://example.org/%2e%2e",
        "https://example.org/a//b", "https://example.org/../a", "https://example.org/api",
        "https://example.org/assets/x", "https://example.org/health", "https://example.org/<x>",
        "https://example.org/\"", "javascript:alert(1)"}) {
    const auto address = site_address(given);
    BOOST_REQUIRE_MESSAGE(!address, given);
    BOOST_TEST(address.error().message.find("site.url") == 0U);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::app
