#include <boost/test/unit_test.hpp>
#include <thread>

#include "base/crypto.h"
#include "identity/refresh_token.h"
#include "support.h"

using namespace veza::identity;
using veza::identity::test::World;

namespace {

std::string code(const veza::http::Answer<SignedIn>& answer) { return answer ? "ok" : answer.error().code; }

}  // namespace

BOOST_AUTO_TEST_SUITE(identity_sessions)

BOOST_AUTO_TEST_CASE(verdicts) {
  Session session;
  session.refresh_hash = "now";
  session.previous_refresh_hash = "before";
  session.refreshed_at = 100'000;
  session.expires_at = 1'000'000;
  BOOST_TEST((judge_refresh(session, "now", 100'001) == RefreshVerdict::rotate));
  BOOST_TEST((judge_refresh(session, "before", 100'001) == RefreshVerdict::conflict));
  BOOST_TEST((judge_refresh(session, "before", 110'000) == RefreshVerdict::conflict));
  BOOST_TEST((judge_refresh(session, "before", 110'001) == RefreshVerdict::reused));
  BOOST_TEST((judge_refresh(session, "older", 100'001) == RefreshVerdict::reused));
  BOOST_TEST((judge_refresh(session, "now", 1'000'000) == RefreshVerdict::expired));
  session.revoked_at = 5;
  BOOST_TEST((judge_refresh(session, "now", 100'001) == RefreshVerdict::revoked));
}

BOOST_AUTO_TEST_CASE(each_refresh_gives_a_new_pair) {
  World world;
  const SignedIn first = world.sign_in(world.add("ann"));
  const auto second = world.accounts().refresh(first.refresh_token, {"192.0.2.9", "Other/2", ""});
  BOOST_REQUIRE(second);
  BOOST_TEST(second->refresh_token != first.refresh_token);
  BOOST_TEST(second->access_token != first.access_token);
  BOOST_TEST(second->sid == first.sid);
  BOOST_TEST(world.identity().tokens().check(second->access_token).has_value());
  BOOST_TEST(world.number("SELECT COUNT(*) FROM identity_sessions WHERE ip = '192.0.2.9'") == 1);
}

BOOST_AUTO_TEST_CASE(an_old_token_ends_the_session) {
  World world;
  const SignedIn first = world.sign_in(world.add("ann"));
  const auto second = world.accounts().refresh(first.refresh_token, {});
  const auto third = world.accounts().refresh(second->refresh_token, {});
  BOOST_REQUIRE(third);
  BOOST_TEST(code(world.accounts().refresh(first.refresh_token, {})) == "session_revoked");
  BOOST_TEST(code(world.accounts().refresh(third->refresh_token, {})) == "session_revoked");
  BOOST_TEST(world.identity().tokens().check(third->access_token).error().code == "session_revoked");
}

BOOST_AUTO_TEST_CASE(a_second_tab_is_no_thief) {
  World world;
  const SignedIn first = world.sign_in(world.add("ann"));
  const auto second = world.accounts().refresh(first.refresh_token, {});
  BOOST_TEST(code(world.accounts().refresh(first.refresh_token, {})) == "refresh_conflict");
  const auto third = world.accounts().refresh(second->refresh_token, {});
  BOOST_REQUIRE(third);
  // But later it is one.
  world.pass(11'000);
  BOOST_TEST(code(world.accounts().refresh(second->refresh_token, {})) == "session_revoked");
}

BOOST_AUTO_TEST_CASE(an_invented_token_ends_nothing) {
  World world;
  const SignedIn session = world.sign_in(world.add("ann"));
  std::vector<std::string> invented{"", "x", std::string(500, 'A'),
                                    veza::base::base64url(session.sid + std::string(48, 'x')), session.access_token};
  std::string changed = session.refresh_token;
  changed[60] = changed[60] == 'A' ? 'B' : 'A';
  invented.push_back(changed);
  invented.push_back(make_refresh_token(std::string(32, 'k'), session.sid).text);  // another server's key
  for (const auto& token : invented) BOOST_TEST(code(world.accounts().refresh(token, {})) == "token_invalid", token);
  BOOST_TEST(code(world.accounts().refresh(session.refresh_token, {})) == "ok");
}

BOOST_AUTO_TEST_CASE(lifetimes) {
  constexpr int64_t day = 24LL * 3600 * 1000;
  World world;
  const User user = world.add("ann");
  SignedIn plain = world.sign_in(user), remembered = world.sign_in(user, true);
  const SignedIn used = world.sign_in(user);
  BOOST_TEST(plain.refresh_for_s == 30 * 86'400);
  BOOST_TEST(remembered.refresh_for_s == 90 * 86'400);
  world.pass(29 * day);
  const auto renewed = world.accounts().refresh(used.refresh_token, {});
  BOOST_REQUIRE(renewed);
  world.pass(2 * day);
  BOOST_TEST(code(world.accounts().refresh(plain.refresh_token, {})) == "token_expired");
  BOOST_TEST(code(world.accounts().refresh(renewed->refresh_token, {})) == "ok");
  BOOST_TEST(code(world.accounts().refresh(remembered.refresh_token, {})) == "ok");
  const auto pruned = world.db().write([&](veza::data::Transaction& tx) -> veza::base::Status {
    const auto count = prune_sessions(tx, world.now());
    BOOST_REQUIRE(count);
    BOOST_TEST(*count == 1);
    return {};
  });
  BOOST_TEST(pruned.has_value());
}

BOOST_AUTO_TEST_CASE(of_many_at_once_one_wins) {
  World world;
  const SignedIn session = world.sign_in(world.add("ann"));
  std::atomic<int> won{0}, conflicts{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&] {
        const std::string answer = code(world.accounts().refresh(session.refresh_token, {}));
        won += answer == "ok" ? 1 : 0;
        conflicts += answer == "refresh_conflict" ? 1 : 0;
      });
  }
  BOOST_TEST(won == 1);
  BOOST_TEST(conflicts == 7);
}

BOOST_AUTO_TEST_CASE(nothing_secret_is_stored) {
  World world;
  const SignedIn session = world.sign_in(world.add("ann"));
  bool found = false;
  for (const char* sql : {"SELECT refresh_hash FROM identity_sessions", "SELECT password_hash FROM identity_users",
                          "SELECT data FROM outbox", "SELECT data FROM outbox_incoming"}) {
    const auto rows = world.db().rows(sql);
    BOOST_REQUIRE(rows);
    for (const auto& row : *rows)
      found |= row[0].text().find(session.refresh_token) != std::string_view::npos ||
               row[0].text().find(veza::identity::test::good_password) != std::string_view::npos ||
               row[0].text().find("ann@example.org") != std::string_view::npos;
  }
  BOOST_TEST(!found);
}

BOOST_AUTO_TEST_CASE(a_host_whose_clock_is_behind_ends_sessions_everywhere) {
  World world;
  const auto other = world.another();
  const SignedIn session = world.sign_in(world.add("ann"));
  BOOST_REQUIRE(world.identity().synchronize());
  world.pass(-30'000);
  BOOST_REQUIRE(other->accounts().end_session(session.sid));
  world.pass(30'000);
  BOOST_REQUIRE(world.identity().synchronize());
  BOOST_TEST(world.identity().tokens().check(session.access_token).error().code == "session_revoked");
}

// Whoever signs in or refreshes at the moment his role is taken must not keep it for as long as a token lives.
BOOST_AUTO_TEST_CASE(a_role_that_is_taken_is_in_no_token_made_meanwhile) {
  World world;
  world.add("root", Role::admin);
  const User before = world.add("ann", Role::admin);
  BOOST_REQUIRE(world.accounts().set_role(before.id, Role::user));
  const SignedIn late = world.sign_in(before);
  BOOST_TEST(late.user.role == "user");
  BOOST_TEST(world.identity().tokens().check(late.access_token).value()->role == "user");
  world.run_clock();
  for (int round = 0; round < 20; ++round) {
    BOOST_REQUIRE(world.accounts().set_role(before.id, Role::admin));
    const User admin = *world.accounts().find(before.id);
    SignedIn session = world.sign_in(admin);
    std::vector<std::string> tokens;
    bool taken = false;  // Boost.Test's checks belong to one thread
    {
      std::jthread taker([&] { taken = world.accounts().set_role(before.id, Role::user).has_value(); });
      for (int i = 0; i < 3; ++i) {
        auto next = world.accounts().refresh(session.refresh_token, {});
        BOOST_REQUIRE(next);
        session = std::move(*next);
        tokens.push_back(session.access_token);
      }
    }
    BOOST_TEST(taken);
    for (const auto& token : tokens) {
      const auto who = world.identity().tokens().check(token);
      BOOST_TEST((!who || (*who)->role == "user"), "round " << round);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_clock_set_back_does_not_hide_what_another_process_ends) {
  World world;
  const auto other = world.another();
  BOOST_REQUIRE(world.identity().synchronize());
  world.pass(-3600 * 1000);
  const SignedIn session = world.sign_in(world.add("ann"));
  BOOST_REQUIRE(world.identity().synchronize());
  BOOST_REQUIRE(other->accounts().end_session(session.sid));
  BOOST_REQUIRE(world.identity().synchronize());
  BOOST_TEST(world.identity().tokens().check(session.access_token).error().code == "session_revoked");
}

BOOST_AUTO_TEST_SUITE_END()
