#include "base/crypto.h"

#include <boost/test/unit_test.hpp>

using namespace veza::base;

BOOST_AUTO_TEST_SUITE(crypto)

BOOST_AUTO_TEST_CASE(base64url_matches_rfc4648_vectors) {
  const std::pair<std::string, std::string> vectors[] = {
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\xfb\xff", "-_8"}};
  for (const auto& [plain, text] : vectors) {
    BOOST_TEST(base64url(plain) == text);
    BOOST_TEST(base64url_decode(text).value() == plain);
  }
}

BOOST_AUTO_TEST_CASE(base64url_refuses_what_is_not_canonical) {
  for (const char* bad : {"Z", "Zg==", "Zh", "Zm9=", "Zm 9", "Zm9/", "Zm9+", "Zm9vY"}) {
    BOOST_TEST(!base64url_decode(bad).has_value(), bad);
  }
}

BOOST_AUTO_TEST_CASE(hmac_matches_rfc4231_case_2) {
  const auto mac = hmac_sha256("Jefe", "what do ya want for nothing?");
  BOOST_TEST(hex(mac.data(), mac.size()) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

BOOST_AUTO_TEST_CASE(sha256_matches_fips_180_vector) {
  BOOST_TEST(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

BOOST_AUTO_TEST_CASE(comparison_sees_content_and_length) {
  BOOST_TEST(equal_constant_time("abc", "abc"));
  BOOST_TEST(!equal_constant_time("abc", "abd"));
  BOOST_TEST(!equal_constant_time("abc", "abcd"));
}

BOOST_AUTO_TEST_SUITE_END()
