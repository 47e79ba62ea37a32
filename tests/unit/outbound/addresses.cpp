// Which addresses a server may be sent to by strangers.
#include <boost/test/unit_test.hpp>

#include "outbound/address.h"
#include "outbound/allow.h"

namespace veza::outbound {
namespace {

BOOST_AUTO_TEST_SUITE(outbound_addresses)

BOOST_AUTO_TEST_CASE(what_is_not_the_public_internet_is_refused) {
  const std::vector<std::pair<const char*, const char*>> table = {
      {"0.0.0.0", "no machine"},
      {"0.1.2.3", "no machine"},
      {"10.0.0.1", "private"},
      {"10.255.255.255", "private"},
      {"100.64.0.1", "provider's private"},
      {"100.127.255.255", "provider's private"},
      {"100.100.100.200", "metadata"},
      {"127.0.0.1", "loopback"},
      {"127.255.255.254", "loopback"},
      {"169.254.0.1", "link-local"},
      {"169.254.169.254", "metadata"},
      {"169.254.170.2", "metadata"},
      {"168.63.129.16", "metadata"},
      {"172.16.0.1", "private"},
      {"172.31.255.255", "private"},
      {"192.0.0.1", "reserved"},
      {"192.0.0.192", "metadata"},
      {"192.0.2.1", "examples"},
      {"192.88.99.1", "6to4"},
      {"192.168.1.1", "private"},
      {"198.18.0.1", "measurements"},
      {"198.19.255.255", "measurements"},
      {"198.51.100.1", "examples"},
      {"203.0.113.1", "examples"},
      {"224.0.0.1", "multicast"},
      {"239.255.255.250", "multicast"},
      {"240.0.0.1", "reserved"},
      {"255.255.255.255", "broadcast"},
      {"::", "no machine"},
      {"::1", "loopback"},
      {"::127.0.0.1", "reserved"},
      {"::ffff:127.0.0.1", "within IPv6"},
      {"::ffff:93.184.216.34", "within IPv6"},
      {"::ffff:0:127.0.0.1", "reserved"},
      {"64:ff9b::7f00:1", "within IPv6"},
      {"64:ff9b::169.254.169.254", "within IPv6"},
      {"64:ff9b:1::1", "within IPv6"},
      {"100::1", "reserved"},
      {"2001::1", "within IPv6"},
      {"2001:0:7f00:1::", "within IPv6"},
      {"2001:10::1", "reserved"},
      {"2001:db8::1", "examples"},
      {"2002:7f00:1::1", "within IPv6"},
      {"2a00:1450::5efe:7f00:1", "within IPv6"},
      {"2a00:1450::200:5efe:7f00:1", "within IPv6"},
      {"3fff::1", "examples"},
      {"4000::1", "reserved"},
      {"fc00::1", "private"},
      {"fd12:3456::1", "private"},
      {"fd00:ec2::254", "metadata"},
      {"fe80::1", "link-local"},
      {"fec0::1", "reserved"},
      {"ff02::1", "multicast"},
  };
  for (const auto& [text, kind] : table) {
    const auto address = parse_address(text);
    BOOST_REQUIRE_MESSAGE(address.has_value(), text);
    BOOST_TEST(std::string(special_kind(*address)).find(kind) != std::string::npos,
               text << " is " << special_kind(*address) << ", not " << kind);
  }
}

BOOST_AUTO_TEST_CASE(public_addresses_are_not) {
  for (const char* text : {"1.1.1.1", "8.8.8.8", "93.184.216.34", "100.63.255.255", "100.128.0.1", "126.255.255.255",
                           "128.0.0.1", "169.253.1.1", "172.15.0.1", "172.32.0.1", "192.167.1.1", "223.255.255.255",
                           "2606:4700::1111", "2001:4860:4860::8888", "2a00:1450:4001::1", "2003::1"}) {
    BOOST_TEST(special_kind(*parse_address(text)) == "", text);
  }
}

BOOST_AUTO_TEST_CASE(an_address_has_one_spelling) {
  for (const char* text : {"", "1", "127.1", "127.0.0.01", "0177.0.0.1", "0x7f.0.0.1", "2130706433", "127.0.0.1.",
                           "256.0.0.1", "1.2.3.4 ", " 1.2.3.4", "fe80::1%eth0", "[::1]", "1:2:3", ":::", "1.2.3.4/8"}) {
    BOOST_TEST(!parse_address(text).has_value(), text);
  }
  BOOST_TEST(parse_address("2001:DB8:0:0::1")->text() == "2001:db8::1");
}

BOOST_AUTO_TEST_CASE(networks_contain_what_their_bits_say) {
  const auto in = [](const char* network, const char* address) {
    return parse_network(network)->contains(*parse_address(address));
  };
  BOOST_TEST(in("10.0.0.0/8", "10.200.1.1"));
  BOOST_TEST(!in("10.0.0.0/8", "11.0.0.0"));
  BOOST_TEST(in("10.1.0.0/15", "10.0.255.1"));
  BOOST_TEST(in("0.0.0.0/0", "200.1.1.1"));
  BOOST_TEST(!in("0.0.0.0/0", "::1"));
  BOOST_TEST(in("192.0.2.7", "192.0.2.7"));
  BOOST_TEST(!in("192.0.2.7", "192.0.2.6"));
  BOOST_TEST(in("fd00::/8", "fdff::1"));
  for (const char* text : {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/", "::/129", "10.0.0/8", "/8"}) {
    BOOST_TEST(!parse_network(text).has_value(), text);
  }
}

BOOST_AUTO_TEST_CASE(a_site_may_allow_more) {
  const auto allowed =
      Allowed::parse({"10.1.0.0/16", "::1", "Keycloak.lan:8443", "[fd00::5]:80", "any.lan:80", "127.0.0.9:9000"});
  BOOST_REQUIRE(allowed.has_value());
  const auto ok = [&](const char* host, uint16_t port, const char* address) {
    return allowed->check(host, port, *parse_address(address)).has_value();
  };
  BOOST_TEST(ok("example.org", 443, "93.184.216.34"));
  BOOST_TEST(!ok("example.org", 25, "93.184.216.34"));
  BOOST_TEST(ok("example.org", 25, "10.1.2.3"));  // every port of a network
  BOOST_TEST(!ok("example.org", 443, "10.2.0.1"));
  BOOST_TEST(ok("localhost", 1, "::1"));
  BOOST_TEST(!ok("localhost", 443, "127.0.0.1"));
  BOOST_TEST(ok("keycloak.lan", 8443, "192.168.0.9"));
  BOOST_TEST(ok("keycloak.lan", 8443, "93.184.216.34"));
  BOOST_TEST(!ok("keycloak.lan", 443, "192.168.0.9"));
  BOOST_TEST(!ok("other.lan", 8443, "192.168.0.9"));
  BOOST_TEST(ok("fd00::5", 80, "fd00::5"));
  BOOST_TEST(ok("127.0.0.9", 9000, "127.0.0.9"));
  BOOST_TEST(!ok("127.0.0.9", 9001, "127.0.0.9"));
  // A name does not lead to where credentials are.
  for (const char* never : {"169.254.169.254", "0.0.0.0", "224.0.0.1", "255.255.255.255", "fd00:ec2::254", "ff02::1"}) {
    BOOST_TEST(!ok("any.lan", 80, never), never);
  }
  BOOST_TEST(ok("any.lan", 80, "169.254.0.1"));
}

BOOST_AUTO_TEST_CASE(entries_that_say_nothing_are_faults) {
  for (const char* entry : {"localhost", "10.0.0.0/99", "host:0", "host:65536", "host:", ":80", "host:8x", "[::1:80",
                            "[10.0.0.1]:80", "ho st:80", "http://host:80"}) {
    const auto allowed = Allowed::parse({entry});
    BOOST_REQUIRE_MESSAGE(!allowed, entry);
    BOOST_TEST(allowed.error().message.find("outbound.allow") != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::outbound
