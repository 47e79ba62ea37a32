// Where a browser may be sent, what a provider's endpoint may be, and which addresses a proxy may have.
#include <boost/test/unit_test.hpp>

#include "rules/bytes.h"
#include "rules/networks.h"
#include "rules/url.h"

using namespace veza::oauth;

BOOST_AUTO_TEST_SUITE(urls)

BOOST_AUTO_TEST_CASE(only_a_path_of_this_site_is_gone_back_to) {
  for (const char* good : {"/", "/library", "/library?page=2&q=a%20b", "/account/links", "/a//b", "/apis"})
    BOOST_TEST(safe_return_to(good) == good);
  const std::string bad[] = {"",
                             "library",
                             "//evil.example",
                             "///evil.example",
                             "/\\evil.example",
                             "\\\\evil.example",
                             "https://evil.example",
                             "https:/evil.example",
                             "javascript:alert(1)",
                             " /library",
                             "/library\r\nSet-Cookie: a=b",
                             "/lib rary",
                             "/l\tibrary",
                             "/\t/evil.example",
                             std::string("/a\0b", 4),
                             "/ä",
                             "/a#b",
                             "/<script>",
                             "/api/v1/auth/oauth/x/start",
                             "/" + std::string(600, 'a')};
  for (const auto& each : bad) BOOST_TEST(safe_return_to(each) == "/", each);
  BOOST_TEST(safe_return_to("//evil", "/account/links") == "/account/links");
}

BOOST_AUTO_TEST_CASE(an_endpoint_is_secure_or_this_machine) {
  for (const char* good :
       {"https://id.example", "https://id.example/realms/x?y=1", "https://id.example:8443/a",
        "https://[2001:db8::1]:8443/a", "http://127.0.0.1:3000/a", "http://localhost/a", "http://[::1]:3000"})
    BOOST_TEST(is_endpoint(good), good);
  for (const char* bad : {"",
                          "id.example",
                          "http://id.example",
                          "http://localhost.evil.example",
                          "http://127.0.0.2",
                          "https://",
                          "https:///a",
                          "https://user@id.example",
                          "https://user:x@id.example",
                          "https://id.example/#a",
                          "https://id.example:port",
                          "https://id.example:",
                          "https://[::1",
                          "https://[evil]/",
                          "https://[]/",
                          "https://id example",
                          "https://id.example/\n",
                          "ftp://id.example",
                          "file:///etc/passwd",
                          "HTTPS://id.example",
                          "https://id_example",
                          "http://127.0.0.1@evil.example",
                          "https://id.example\\@evil.example"})
    BOOST_TEST(!is_endpoint(bad), bad);
  BOOST_TEST(!is_endpoint("https://id.example/" + std::string(3000, 'a')));
}

BOOST_AUTO_TEST_CASE(queries_are_written) {
  BOOST_TEST(form({{"a b", "c&d=e"}, {"ü", "~._-"}}) == "a%20b=c%26d%3De&%C3%BC=~._-");
  BOOST_TEST(with_query("https://x/a", {{"b", "c"}}) == "https://x/a?b=c");
  BOOST_TEST(with_query("https://x/a?z=1", {{"b", "c"}}) == "https://x/a?z=1&b=c");
}

BOOST_AUTO_TEST_CASE(base64_has_one_form) {
  BOOST_TEST(base64url(std::string("\xff\xfe\xfd", 3)) == "__79");
  BOOST_TEST(base64("a") == "YQ==");
  BOOST_TEST(base64url_decode("__79").value() == std::string("\xff\xfe\xfd", 3));
  for (const char* bad : {"a", "YQ==", "+/", "Y Q", "YR", "YWJ", "Y\nQ"}) BOOST_TEST(!base64url_decode(bad), bad);
  // RFC 7636 appendix B.
  BOOST_TEST(pkce_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") ==
             "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  BOOST_TEST(random_token().size() == 43U);
  BOOST_TEST(random_token() != random_token());
}

BOOST_AUTO_TEST_CASE(networks_hold_addresses) {
  const auto in = [](const char* network, const char* address) {
    const auto parsed = parse_network(network);
    BOOST_REQUIRE_MESSAGE(parsed, network);
    return contains({*parsed}, address);
  };
  BOOST_TEST(in("10.0.0.0/8", "10.200.3.4"));
  BOOST_TEST(in("10.1.2.3", "10.1.2.3"));
  BOOST_TEST(in("0.0.0.0/0", "192.0.2.1"));
  BOOST_TEST(in("2001:db8::/32", "2001:db8:1::5"));
  BOOST_TEST(in("::1", "::1"));
  BOOST_TEST(in("10.0.0.0/8", "::ffff:10.0.0.1"));
  BOOST_TEST(!in("10.0.0.0/8", "11.0.0.1"));
  BOOST_TEST(!in("10.1.2.3", "10.1.2.4"));
  BOOST_TEST(!in("0.0.0.0/0", "2001:db8::1"));
  for (const char* none : {"", "10.0.0.1, 10.0.0.2", "localhost", "10.0.0.1:80", "010.0.0.1", "0x0a000001"})
    BOOST_TEST(!in("0.0.0.0/0", none), none);
  for (const char* bad : {"", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.1/8", "::/129", "10.0.0/8", "x/8",
                          "10.0.0.0/8x", "2001:db8::1/32"})
    BOOST_TEST(!parse_network(bad), bad);
  BOOST_TEST(!contains({}, "10.0.0.1"));
}

BOOST_AUTO_TEST_SUITE_END()
