// URLs that strangers give, and what is made of them.
#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "base/text.h"
#include "outbound/target.h"

namespace veza::outbound {
namespace {

// libcurl may write "https://host" with or without its slash and its host as it came.
std::string base_url(std::string url) {
  if (std::count(url.begin(), url.end(), '/') == 2) url += '/';
  return base::lower_ascii(url);
}

BOOST_AUTO_TEST_SUITE(outbound_urls)

BOOST_AUTO_TEST_CASE(sound_ones_are_read_once) {
  struct Row {
    const char *url, *host, *authority, *written;
    bool tls;
  };
  const std::vector<Row> table = {
      {"https://example.org", "example.org", "example.org:443", "https://example.org/", true},
      {"HTTP://EXAMPLE.org:8080/a?b#c", "example.org", "example.org:8080", "http://EXAMPLE.org:8080/a?b", false},
      {"https://example.org:443/", "example.org", "example.org:443", "https://example.org:443/", true},
      {"http://192.0.2.1/x", "192.0.2.1", "192.0.2.1:80", "http://192.0.2.1/x", false},
      {"http://[2001:DB8::0:1]:81/", "2001:db8::1", "[2001:db8::1]:81", "http://[2001:db8::1]:81/", false},
      {"https://a_b.example/%2e%2e/x?u=http://10.0.0.1/@", "a_b.example", "a_b.example:443",
       "https://a_b.example/%2e%2e/x?u=http://10.0.0.1/@", true},
      {"https://xn--bcher-kva.example/", "xn--bcher-kva.example", "xn--bcher-kva.example:443",
       "https://xn--bcher-kva.example/", true},
  };
  for (const auto& row : table) {
    const auto target = parse_target(row.url);
    BOOST_REQUIRE_MESSAGE(target.has_value(), row.url << ": " << target.error().message);
    BOOST_TEST(target->host == row.host);
    BOOST_TEST(target->authority() == row.authority);
    BOOST_TEST(target->tls == row.tls);
    BOOST_TEST(base_url(target->url) == base_url(row.written), target->url);
  }
}

BOOST_AUTO_TEST_CASE(everything_else_is_refused) {
  const std::vector<std::string> table = {
      // no fetch
      "", "example.org", "//example.org/", "/path", "file:///etc/passwd", "gopher://example.org/_x",
      "ftp://example.org/", "dict://example.org:11211/", "javascript:alert(1)", "data:text/plain,x",
      "unix:///run/docker.sock", "http:/example.org/", "http:example.org", "jar:http://example.org/", "httpx://a.b/",
      " http://example.org/", "https://", "https:///path", "http://?x", "http://#x", "http://:80/",
      // user information, and hosts behind it
      "http://user@example.org/", "http://user:pass@example.org/", "http://example.org@127.0.0.1/",
      "http://example.org:80@127.0.0.1/", "http://@127.0.0.1/", "http://127.0.0.1:80\\@example.org/",
      "http://example.org\\@127.0.0.1/", "http://example.org%40127.0.0.1/",
      // spellings of 127.0.0.1 and 169.254.169.254
      "http://2130706433/", "http://017700000001/", "http://0x7f000001/", "http://0x7f.1/", "http://0177.0.0.1/",
      "http://127.1/", "http://127.0.1/", "http://0/", "http://127.0.0.1./", "http://127.0.0.01/",
      "http://127.0.0.0x1/", "http://2852039166/", "http://0xa9fea9fe/", "http://0xA9.0xFE.0xA9.0xFE/",
      "http://425.510.425.510/", "http://1.2.3.4.5/", "http://1.2.3.256/", "http://%31%32%37.0.0.1/",
      "http://127%2e0%2e0%2e1/", "http://①②⑦.0.0.1/", "http://127。0。0。1/", "http://ⅼocalhost/",
      // IPv6
      "http://[::1/", "http://[]/", "http://[::1]x/", "http://[fe80::1%25eth0]/", "http://[fe80::1%eth0]/",
      "http://[127.0.0.1]/", "http://[v1.x]/", "http://::1/", "http://[::1]]/", "http://[:::1]/",
      // ports
      "http://example.org:0/", "http://example.org:65536/", "http://example.org:-1/", "http://example.org:8x/",
      "http://example.org:/", "http://example.org: 80/", "http://example.org:80:80/", "http://[::1]:/",
      "http://example.org:99999999999999999999/",
      // bytes
      "http://exam ple.org/", "http://example.org/a b", "http://example.org/\r\nX: y", "http://example.org/\n",
      "http://example.org/\t", std::string("http://example.org/\0x", 21), std::string("http://example.org\0.evil/", 25),
      "http://example.org/\x7f", "http://exämple.org/", "http://example.org/ä", "http://example.org/\\x",
      "http://exam\xc2\xadple.org/",
      // names
      "http://.example.org/", "http://example..org/", "http://example.org./", "http://%/", "http://a,b/", "http://a;b/",
      "http://a'b/", "http://a$b/", "http://a*b/", "http://" + std::string(64, 'a') + ".org/",
      "http://" + std::string(300, 'a') + "/", "http://example.org/" + std::string(9000, 'a')};
  for (const auto& url : table) {
    const auto target = parse_target(url);
    BOOST_TEST(!target.has_value(), url);
    if (!target) BOOST_TEST((target.error().code == base::Code::invalid));
  }
}

BOOST_AUTO_TEST_CASE(redirects_are_read_like_first_addresses) {
  const auto from = *parse_target("https://example.org:8443/a/b?c");
  const auto leads = [&](const char* location) {
    const auto target = resolve_location(from, location);
    return target ? target->url : "refused";
  };
  BOOST_TEST(leads("/x") == "https://example.org:8443/x");
  BOOST_TEST(leads("d?e#f") == "https://example.org:8443/a/d?e");
  BOOST_TEST(leads("../../../d") == "https://example.org:8443/d");
  BOOST_TEST(leads("?q") == "https://example.org:8443/a/b?q");
  BOOST_TEST(base_url(leads("//other.org")) == base_url("https://other.org/"));
  BOOST_TEST(base_url(leads("http://other.org/")) == base_url("http://other.org/"));
  for (const char* location :
       {"", "file:///etc/passwd", "gopher://x/", "javascript:1", "http://user@other.org/", "//user:pw@other.org/",
        "/\\127.0.0.1/", "\\\\127.0.0.1\\", "http://a b/", "/a\r\nSet-Cookie: x", "http://[::1/",
        "http://0x7f.1.2.999/", "http://example.org:0/", "/ä"}) {
    BOOST_TEST(leads(location) == "refused", location);
  }
  // libcurl reads a number as an address while it resolves; what comes of it is an address that is then checked.
  const auto number = resolve_location(from, "http://2130706433/");
  if (number) BOOST_TEST((number->literal && number->literal->text() == "127.0.0.1"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace veza::outbound
