#include "app/listen.h"

#include <boost/test/unit_test.hpp>

using veza::app::parse_listen;

BOOST_AUTO_TEST_SUITE(listen_addresses)

BOOST_AUTO_TEST_CASE(sound_ones) {
  const auto given = parse_listen("127.0.0.1:8080", false).value();
  BOOST_TEST(given.host == "127.0.0.1");
  BOOST_TEST(given.port == 8080);
  BOOST_TEST(!given.tls);
  const auto six = parse_listen("[::1]:0", false).value();
  BOOST_TEST(six.host == "::1");
  BOOST_TEST(six.port == 0);
  const auto local = parse_listen("localhost:1", false).value();
  BOOST_TEST(local.host == "127.0.0.1");
  const auto every = parse_listen(":80", true).value();
  BOOST_TEST(every.host == "::");
  BOOST_TEST(every.tls);
  const auto six_every = parse_listen("[::]:8080", false).value();
  BOOST_TEST(six_every.host == "::");
}

BOOST_AUTO_TEST_CASE(others_are_errors_that_show_the_form) {
  for (const char* bad : {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:70000", "127.0.0.1:-1", "example.org:80",
                          "300.1.1.1:80", "::1:x", "1.2.3.4:80 "}) {
    const auto parsed = parse_listen(bad, false);
    BOOST_TEST(!parsed.has_value(), bad);
    if (!parsed) BOOST_TEST(parsed.error().message.find("HOST:PORT") != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
