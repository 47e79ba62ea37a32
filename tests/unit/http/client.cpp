#include "http/client.h"

#include <boost/test/unit_test.hpp>

#include "support.h"

using namespace veza::http;
using test::request;

BOOST_AUTO_TEST_SUITE(client)

BOOST_AUTO_TEST_CASE(addresses_come_in_several_spellings) {
  const struct {
    const char* text;
    const char* expected;  // null: no address
  } cases[] = {{"192.0.2.1", "192.0.2.1"},
               {"192.0.2.1:8080", "192.0.2.1"},
               {"::1", "::1"},
               {"2001:DB8::1", "2001:db8::1"},
               {"[2001:db8::1]", "2001:db8::1"},
               {"[2001:db8::1]:443", "2001:db8::1"},
               {"::ffff:192.0.2.1", "192.0.2.1"},
               {"", nullptr},
               {"unknown", nullptr},
               {"192.0.2", nullptr},
               {"192.0.2.256", nullptr},
               {"192.0.2.1:", nullptr},
               {"192.0.2.1:99999", nullptr},
               {"192.0.2.1:x", nullptr},
               {"[::1", nullptr},
               {"[::1]x", nullptr},
               {"[::1]:", nullptr},
               {"[192.0.2.1]", nullptr},
               {"1:2", nullptr},
               {"_hidden", nullptr},
               {"192.0.2.1, 192.0.2.2", nullptr}};
  for (const auto& one : cases) {
    const auto address = parse_address(one.text);
    BOOST_TEST(address.has_value() == (one.expected != nullptr), one.text);
    if (address && one.expected != nullptr) BOOST_TEST(to_text(*address) == one.expected);
  }
}

BOOST_AUTO_TEST_CASE(loopback_is_known) {
  for (const char* text : {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"}) {
    BOOST_TEST(is_loopback(parse_address(text).value()), text);
  }
  for (const char* text : {"128.0.0.1", "::2", "::", "0.0.0.0", "fe80::1", "10.0.0.1"}) {
    BOOST_TEST(!is_loopback(parse_address(text).value()), text);
  }
}

BOOST_AUTO_TEST_CASE(networks_hold_their_addresses_only) {
  const auto proxies =
      TrustedProxies::parse({"10.0.0.0/8", "192.0.2.7", "172.16.0.0/12", "fd00::/8", "2001:db8::5"}).value();
  for (const char* text : {"10.0.0.1", "10.255.255.255", "192.0.2.7", "172.31.0.1", "fd12::1", "2001:db8::5"}) {
    BOOST_TEST(proxies.contains(parse_address(text).value()), text);
  }
  for (const char* text : {"11.0.0.1", "192.0.2.8", "172.32.0.1", "fe00::1", "2001:db8::6", "::1"}) {
    BOOST_TEST(!proxies.contains(parse_address(text).value()), text);
  }
  BOOST_TEST(TrustedProxies::parse({"0.0.0.0/0"})->contains(parse_address("8.8.8.8").value()));
  BOOST_TEST(!TrustedProxies::parse({"0.0.0.0/0"})->contains(parse_address("::1").value()));
}

BOOST_AUTO_TEST_CASE(broken_networks_are_named) {
  for (const char* text :
       {"", "proxy", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8", "::/129", "10.0.0.0/8x"}) {
    const auto parsed = TrustedProxies::parse({text});
    BOOST_REQUIRE(!parsed);
    BOOST_TEST(parsed.error().message.find("\"" + std::string(text) + "\"") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(forwarded_fields_count_from_trusted_peers_only) {
  const auto proxies = TrustedProxies::parse({"10.0.0.0/8", "::1"}).value();
  const struct {
    const char* peer;
    test::Fields fields;
    const char* ip;
    const char* host;
    bool https;
  } cases[] = {
      {"203.0.113.9", {}, "203.0.113.9", "veza.test", false},
      {"203.0.113.9",
       {{"X-Forwarded-For", "1.2.3.4"}, {"X-Forwarded-Proto", "https"}, {"X-Forwarded-Host", "evil.example"}},
       "203.0.113.9",
       "veza.test",
       false},
      {"10.0.0.1", {}, "10.0.0.1", "veza.test", false},
      {"10.0.0.1", {{"X-Forwarded-For", "1.2.3.4"}}, "1.2.3.4", "veza.test", false},
      {"10.0.0.1", {{"X-Forwarded-For", "6.6.6.6, 1.2.3.4"}}, "1.2.3.4", "veza.test", false},
      {"10.0.0.1", {{"X-Forwarded-For", "6.6.6.6, 1.2.3.4, 10.2.2.2"}}, "1.2.3.4", "veza.test", false},
      {"10.0.0.1", {{"X-Forwarded-For", "6.6.6.6"}, {"X-Forwarded-For", "1.2.3.4"}}, "1.2.3.4", "veza.test", false},
      {"10.0.0.1", {{"X-Forwarded-For", "10.3.3.3, 10.2.2.2"}}, "10.3.3.3", "veza.test", false},
      {"10.0.0.1", {{"X-Forwarded-For", "1.2.3.4, garbage, 10.2.2.2"}}, "10.2.2.2", "veza.test", false},
      {"10.0.0.1", {{"X-Forwarded-For", ""}}, "10.0.0.1", "veza.test", false},
      {"10.0.0.1", {{"X-Forwarded-For", "[2001:db8::9]:4711"}}, "2001:db8::9", "veza.test", false},
      {"::1", {{"X-Forwarded-For", "1.2.3.4:99"}, {"X-Forwarded-Proto", "HTTPS"}}, "1.2.3.4", "veza.test", true},
      {"::1", {{"X-Forwarded-Proto", "https, http"}}, "::1", "veza.test", false},
      {"::1", {{"X-Forwarded-Host", "a.example, music.example:8443"}}, "::1", "music.example:8443", false},
      // What stands in another field before the proxy's own may be the client's.
      {"::1", {{"X-Forwarded-Proto", "https"}, {"X-Forwarded-Proto", "http"}}, "::1", "veza.test", false},
      {"::1",
       {{"X-Forwarded-Host", "evil.example"}, {"X-Forwarded-Host", "music.example"}},
       "::1",
       "music.example",
       false},
      {"::1", {{"X-Forwarded-Host", "evil\"><script>"}}, "::1", "veza.test", false},
  };
  for (const auto& one : cases) {
    auto sent = request("GET", "/", one.fields);
    sent.peer.address = one.peer;
    const Client found = client_of(sent, proxies);
    BOOST_TEST(found.ip == one.ip);
    BOOST_TEST(found.host == one.host);
    BOOST_TEST(found.https == one.https);
  }
}

BOOST_AUTO_TEST_CASE(a_request_without_host_still_has_one) {
  auto sent = request("GET", "/");
  sent.headers.clear();
  BOOST_TEST(client_of(sent, {}).host == "localhost");
}

BOOST_AUTO_TEST_CASE(ports_are_cut_off) {
  BOOST_TEST(without_port("music.example:8080") == "music.example");
  BOOST_TEST(without_port("music.example") == "music.example");
  BOOST_TEST(without_port("[::1]:80") == "[::1]");
  BOOST_TEST(without_port("[::1]") == "[::1]");
}

BOOST_AUTO_TEST_CASE(foreign_pages_are_told_apart) {
  const struct {
    test::Fields fields;
    bool foreign;
  } cases[] = {
      {{}, false},
      {{{"Origin", "https://music.example:8080"}}, false},
      {{{"Origin", "https://MUSIC.example:8080"}}, false},
      {{{"Origin", "https://music.example"}}, true},
      {{{"Origin", "https://evil.example"}}, true},
      {{{"Origin", "https://music.example:8080.evil.example"}}, true},
      {{{"Origin", "null"}}, true},
      {{{"Origin", "music.example:8080"}}, true},
      {{{"Sec-Fetch-Site", "cross-site"}}, true},
      {{{"Sec-Fetch-Site", "same-origin"}}, false},
      {{{"Sec-Fetch-Site", "none"}}, false},
      {{{"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "same-origin"}}, true},
      {{{"Origin", "http://music.example:8080"}}, true},
  };
  for (const auto& one : cases) {
    BOOST_TEST(is_foreign(request("POST", "/", one.fields), "music.example:8080", true) == one.foreign);
  }
  // TLS may have ended at a proxy that is not trusted.
  for (const char* origin : {"http://music.example", "https://music.example"}) {
    BOOST_TEST(!is_foreign(request("POST", "/", {{"Origin", origin}}), "music.example", false), origin);
  }
}

BOOST_AUTO_TEST_SUITE_END()
