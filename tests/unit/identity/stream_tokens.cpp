#include "identity/stream_tokens.h"

#include <boost/test/unit_test.hpp>
#include <vector>

#include "base/id.h"

using namespace veza::identity;

BOOST_AUTO_TEST_SUITE(identity_stream_tokens)

BOOST_AUTO_TEST_CASE(bound_to_track_time_and_key) {
  int64_t now = 1'800'000'000'000;
  const StreamTokens tokens(std::string(32, 'k'), [&] { return now; });
  const std::string user = veza::base::new_id(), track = veza::base::new_id();
  const std::string token = *tokens.issue(user, track);
  BOOST_TEST(tokens.check(token, track));
  BOOST_TEST(!tokens.check(token, veza::base::new_id()));
  BOOST_TEST(!tokens.check(token, ""));
  BOOST_TEST(!StreamTokens(std::string(32, 'x'), [&] { return now; }).check(token, track));
  BOOST_TEST(*tokens.issue(veza::base::new_id(), track) != token);
  BOOST_TEST(tokens.check(*tokens.issue("", track), track));
  now += 599'000;
  BOOST_TEST(tokens.check(token, track));
  now += 1'000;
  BOOST_TEST(!tokens.check(token, track));
}

BOOST_AUTO_TEST_CASE(malformed_ones) {
  const int64_t now = 1'800'000'000'000;
  const StreamTokens tokens(std::string(32, 'k'), [&] { return now; });
  const std::string token = *tokens.issue(veza::base::new_id(), "track");
  for (const std::string& bad : std::vector<std::string>{
           "", ".", token + "A", token.substr(1), token.substr(0, token.size() - 1), "A" + token,
           std::string(token.size(), '.'), std::string(token.size(), 'A'), std::string(100'000, 'A')})
    BOOST_TEST(!tokens.check(bad, "track"), bad.substr(0, 100));
  for (size_t i = 0; i < token.size(); ++i)
    for (const char c : {'A', 'z', '.', '=', '+', '\0'}) {
      std::string changed = token;
      changed[i] = c;
      if (changed != token) BOOST_TEST(!tokens.check(changed, "track"), i);
    }
  BOOST_TEST(!tokens.issue("no id", "track"));
  BOOST_TEST(!tokens.issue("", ""));
  BOOST_TEST(!tokens.issue("", std::string(129, 'x')));
}

BOOST_AUTO_TEST_CASE(those_of_a_closed_account_are_void) {
  const std::string ann = "018f2f6e-1a2b-7c3d-8e4f-0123456789ab", ben = "018f2f6e-1a2b-7c3d-8e4f-0123456789ac";
  std::string closed;
  const StreamTokens tokens(std::string(32, 'k'), veza::base::now_ms,
                            [&](std::string_view id) { return id == closed; });
  const auto of_ann = tokens.issue(ann, "track").value(), of_ben = tokens.issue(ben, "track").value(),
             of_guest = tokens.issue("", "track").value();
  for (const auto& [who, alive] : {std::pair(ann, false), {ben, true}}) {
    closed = who;
    BOOST_TEST(tokens.check(of_ann, "track") == alive);
    BOOST_TEST(tokens.check(of_ben, "track") == !alive);
    BOOST_TEST(tokens.check(of_guest, "track"));
  }
}

BOOST_AUTO_TEST_SUITE_END()
