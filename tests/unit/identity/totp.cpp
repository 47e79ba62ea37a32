#include "identity/totp.h"

#include <boost/test/unit_test.hpp>
#include <set>

#include "identity/backup_codes.h"
#include "identity/qr_svg.h"

using namespace veza::identity;

BOOST_AUTO_TEST_SUITE(identity_totp)

const std::string rfc_secret = "12345678901234567890";

BOOST_AUTO_TEST_CASE(the_vectors_of_rfc_6238_appendix_b) {
  // Its eight digits end in our six.
  const std::pair<int64_t, const char*> vectors[] = {{59, "94287082"},         {1111111109, "07081804"},
                                                     {1111111111, "14050471"}, {1234567890, "89005924"},
                                                     {2000000000, "69279037"}, {20000000000, "65353130"}};
  for (const auto& [seconds, code] : vectors)
    BOOST_TEST(totp_code(rfc_secret, seconds / 30) == std::string(code).substr(2), seconds);
}

BOOST_AUTO_TEST_CASE(the_vectors_of_rfc_4226_appendix_d) {
  const char* codes[] = {"755224", "287082", "359152", "969429", "338314",
                         "254676", "287922", "162583", "399871", "520489"};
  for (int64_t counter = 0; counter < 10; ++counter) BOOST_TEST(totp_code(rfc_secret, counter) == codes[counter]);
}

BOOST_AUTO_TEST_CASE(a_clock_may_be_one_step_off_either_way) {
  constexpr int64_t step = 40'000'000;
  const int64_t now = step * totp_step_ms + 12'345;
  for (int64_t off = -3; off <= 3; ++off) {
    const auto matched = match_totp(rfc_secret, totp_code(rfc_secret, step + off), now, 0);
    if (off >= -1 && off <= 1)
      BOOST_TEST((matched == step + off), off);
    else
      BOOST_TEST(!matched.has_value(), off);
  }
}

BOOST_AUTO_TEST_CASE(a_code_that_was_taken_and_those_before_it_are_refused) {
  constexpr int64_t step = 40'000'000;
  const int64_t now = step * totp_step_ms;
  BOOST_TEST((match_totp(rfc_secret, totp_code(rfc_secret, step), now, step - 1) == step));
  BOOST_TEST(!match_totp(rfc_secret, totp_code(rfc_secret, step), now, step).has_value());
  BOOST_TEST(!match_totp(rfc_secret, totp_code(rfc_secret, step - 1), now, step).has_value());
  BOOST_TEST((match_totp(rfc_secret, totp_code(rfc_secret, step + 1), now, step) == step + 1));
}

BOOST_AUTO_TEST_CASE(what_is_no_code_matches_nothing) {
  constexpr int64_t step = 40'000'000;
  const std::string right = totp_code(rfc_secret, step);
  for (const std::string& code : {std::string(), right.substr(1), right + "0", " " + right, std::string("abcdef"),
                                  std::string(6, '\0'), right + std::string(1, '\0')})
    BOOST_TEST(!match_totp(rfc_secret, code, step * totp_step_ms, 0).has_value(), code);
}

BOOST_AUTO_TEST_CASE(base32_as_in_rfc_4648_section_10) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "MY"},
                                                         {"fo", "MZXQ"},
                                                         {"foo", "MZXW6"},
                                                         {"foob", "MZXW6YQ"},
                                                         {"fooba", "MZXW6YTB"},
                                                         {"foobar", "MZXW6YTBOI"}};
  for (const auto& [text, encoded] : vectors) BOOST_TEST(base32(text) == encoded);
  BOOST_TEST(base32(make_totp_secret()).size() == 32U);
  BOOST_TEST(make_totp_secret() != make_totp_secret());
}

BOOST_AUTO_TEST_CASE(the_address_an_app_reads) {
  BOOST_TEST(otpauth_url(rfc_secret, "Radio & Töne", "ann") ==
             "otpauth://totp/Radio%20%26%20T%C3%B6ne:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
             "&issuer=Radio%20%26%20T%C3%B6ne&algorithm=SHA1&digits=6&period=30");
}

BOOST_AUTO_TEST_CASE(the_picture_is_a_path_and_nothing_that_runs_or_refers) {
  const auto svg = qr_svg(otpauth_url(rfc_secret, "Veza", "ann"));
  BOOST_REQUIRE(svg);
  BOOST_TEST(svg->starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "));
  BOOST_TEST(svg->ends_with("</svg>"));
  for (const char* word : {"script", "style", "href", "url("}) BOOST_TEST(svg->find(word) == std::string::npos, word);
  // The finder pattern's first row: seven dark modules after the quiet zone.
  BOOST_TEST(svg->find("d=\"M4 4h7v1h-7z") != std::string::npos);
  BOOST_TEST(!qr_svg(std::string(4000, 'x')));
}

BOOST_AUTO_TEST_CASE(backup_codes_are_eight_different_words) {
  const auto codes = make_backup_codes();
  BOOST_TEST(codes.size() == backup_code_count);
  BOOST_TEST(std::set<std::string>(codes.begin(), codes.end()).size() == codes.size());
  for (const std::string& code : codes) {
    BOOST_TEST(code.size() == 14U);
    BOOST_TEST(code.find_first_of("ilou") == std::string::npos);
    BOOST_TEST(read_backup_code(code).value().size() == 12U);
  }
}

BOOST_AUTO_TEST_CASE(backup_codes_as_people_type_them) {
  for (const char* typed : {"k7mq-x2rd-90vw", "K7MQ X2RD 9OVW", "k7mqx2rd90vw", " k7mq-x2rd-9o-vw "})
    BOOST_TEST((read_backup_code(typed) == "k7mqx2rd90vw"), typed);
  BOOST_TEST((read_backup_code("iIlL-1111-1111") == "111111111111"));
  for (const char* wrong : {"", "123456", "k7mq-x2rd-90v", "k7mq-x2rd-90vww", "k7mq-x2rd-90vu", "k7mq-x2rd-90v\n",
                            "k7mq_x2rd_90vw", "ķ7mq-x2rd-90v"})
    BOOST_TEST(!read_backup_code(wrong).has_value(), wrong);
  BOOST_TEST(backup_code_hash("ann", "k7mqx2rd90vw") != backup_code_hash("bob", "k7mqx2rd90vw"));
}

BOOST_AUTO_TEST_SUITE_END()
