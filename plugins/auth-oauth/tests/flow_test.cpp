// Whether who comes back is who left.
#include "rules/flow.h"

#include <boost/test/unit_test.hpp>

#include "provider/keys.h"
#include "rules/bytes.h"

using namespace veza::oauth;

namespace {
const std::string cookie = random_token();
const Flow flow{"google", base64url(sha256(cookie)), "verifier", "nonce", "/library", "", "", 1'000'000};
const Issuer issuer{"https://id.example", false};

std::string problem(Callback callback, const Issuer& from = issuer) {
  return callback_problem(flow, callback, from).value_or("");
}
}  // namespace

BOOST_AUTO_TEST_SUITE(flows)

BOOST_AUTO_TEST_CASE(a_flow_is_kept_as_text) {
  const auto read = parse_flow(to_text(flow));
  BOOST_REQUIRE(read);
  BOOST_TEST(to_text(*read) == to_text(flow));
  for (const char* bad :
       {"", "null", "{}", "[]", R"({"provider":1})", R"({"provider":"x","browser":"","verifier":""})"})
    BOOST_TEST(!parse_flow(bad), bad);
}

BOOST_AUTO_TEST_CASE(a_callback_belongs_to_its_journey) {
  BOOST_TEST(problem({"google", cookie, {}, 1'000'500}) == "");
  BOOST_TEST(problem({"google", cookie, "https://id.example", 1'000'500}) == "");
  BOOST_TEST(problem({"google", cookie, {}, 1'000'000 + flow_ms}) == "");
  BOOST_TEST(problem({"google", cookie, {}, 1'000'001 + flow_ms}) == "state_expired");
  BOOST_TEST(problem({"github", cookie, {}, 1'000'500}) == "wrong_provider");
  BOOST_TEST(problem({"google", random_token(), {}, 1'000'500}) == "state_mismatch");
  BOOST_TEST(problem({"google", "", {}, 1'000'500}) == "state_mismatch");
  BOOST_TEST(problem({"google", flow.browser, {}, 1'000'500}) == "state_mismatch");
}

BOOST_AUTO_TEST_CASE(an_answer_of_another_issuer_is_a_mix_up) {
  BOOST_TEST(problem({"google", cookie, "https://evil.example", 1'000'500}) == "wrong_provider");
  BOOST_TEST(problem({"google", cookie, "", 1'000'500}) == "wrong_provider");
  BOOST_TEST(problem({"google", cookie, {}, 1'000'500}, {"https://id.example", true}) == "wrong_provider");
  BOOST_TEST(problem({"google", cookie, "https://id.example", 1'000'500}, {"https://id.example", true}) == "");
  // Providers without OpenID Connect have no issuer to compare.
  BOOST_TEST(problem({"google", cookie, "https://github.com", 1'000'500}, {}) == "");
}

BOOST_AUTO_TEST_CASE(tokens_have_one_form) {
  BOOST_TEST(is_token(random_token()));
  for (const std::string& bad : {std::string(), std::string("x"), std::string(44, 'a'), std::string(42, 'a') + "=",
                                 std::string(42, 'a') + "/", std::string(43, '\0')})
    BOOST_TEST(!is_token(bad));
}

BOOST_AUTO_TEST_CASE(keys_are_fetched_five_times_a_minute_at_most) {
  std::deque<int64_t> times;
  for (int i = 0; i < 5; ++i) BOOST_TEST(may_fetch(times, 1000 + i));
  BOOST_TEST(!may_fetch(times, 2000));
  BOOST_TEST(!may_fetch(times, 60'999));
  BOOST_TEST(may_fetch(times, 61'000));
  BOOST_TEST(may_fetch(times, 500), "a clock that was set back locks nobody out");
}

BOOST_AUTO_TEST_SUITE_END()
