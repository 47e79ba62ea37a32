#include <boost/test/unit_test.hpp>
#include <thread>
#include <vector>

#include "base/id.h"
#include "support.h"

using namespace veza::identity;
using veza::identity::test::World;

namespace {

std::string code(World& world, const std::string& token) {
  const auto checked = world.identity().tokens().check(token);
  return checked ? "ok" : checked.error().code;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(identity_access_tokens)

BOOST_AUTO_TEST_CASE(says_who_somebody_is_for_fifteen_minutes) {
  World world;
  const User user = world.add("ann", Role::moderator);
  const SignedIn session = world.sign_in(user);
  const auto principal = world.identity().tokens().check(session.access_token);
  BOOST_REQUIRE(principal);
  BOOST_TEST((*principal)->user_id == user.id);
  BOOST_TEST((*principal)->username == "ann");
  BOOST_TEST((*principal)->role == "moderator");
  BOOST_TEST((*principal)->sid == session.sid);
  BOOST_TEST((*principal)->can("user:ban"));
  BOOST_TEST(!(*principal)->can("system:config"));
  world.pass(899'000);
  BOOST_TEST(code(world, session.access_token) == "ok");
  world.pass(2'000);
  BOOST_TEST(code(world, session.access_token) == "token_expired");
}

BOOST_AUTO_TEST_CASE(ending_a_session_takes_effect_at_once) {
  World world;
  const User user = world.add("ann");
  const SignedIn one = world.sign_in(user), two = world.sign_in(user);
  BOOST_TEST(code(world, one.access_token) == "ok");
  BOOST_REQUIRE(world.accounts().end_session(one.sid));
  BOOST_TEST(code(world, one.access_token) == "session_revoked");
  BOOST_TEST(code(world, two.access_token) == "ok");
}

BOOST_AUTO_TEST_CASE(a_new_role_takes_effect_at_once) {
  World world;
  const User admin = world.add("root", Role::admin);
  const User user = world.add("ann", Role::moderator);
  const SignedIn session = world.sign_in(user);
  world.pass(veza::base::now_ms() - world.now() + 50);
  BOOST_REQUIRE(world.accounts().set_role(user.id, Role::user));
  BOOST_TEST(code(world, session.access_token) == "token_expired");
  world.pass(100);
  std::this_thread::sleep_for(std::chrono::milliseconds(150));  // the new token's id is made by the real clock
  const auto refreshed = world.accounts().refresh(session.refresh_token, {});
  BOOST_REQUIRE(refreshed);
  BOOST_TEST((*world.identity().tokens().check(refreshed->access_token))->role == "user");
  const auto last = world.accounts().set_role(admin.id, Role::user);
  BOOST_REQUIRE(!last);
  BOOST_TEST(last.error().code == "last_admin");
}

BOOST_AUTO_TEST_CASE(other_processes_learn_of_it) {
  World world;
  const User user = world.add("ann");
  const SignedIn session = world.sign_in(user);
  const auto other = world.another();
  BOOST_TEST(other->tokens().check(session.access_token).has_value());
  BOOST_REQUIRE(world.accounts().end_session(session.sid));
  BOOST_REQUIRE(other->synchronize());
  BOOST_TEST(other->tokens().check(session.access_token).error().code == "session_revoked");
  // Also one that starts only now.
  BOOST_TEST(world.another()->tokens().check(session.access_token).error().code == "session_revoked");
}

BOOST_AUTO_TEST_CASE(the_background_thread_does_it) {
  World world;
  const SignedIn session = world.sign_in(world.add("ann"));
  const auto other = world.another();
  other->start_background();
  BOOST_REQUIRE(world.accounts().end_session(session.sid));
  bool seen = false;
  for (int i = 0; i < 1000 && !seen; ++i) {
    seen = !other->tokens().check(session.access_token);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  BOOST_TEST(seen);
}

BOOST_AUTO_TEST_CASE(the_cache_is_bounded_and_forgets_the_oldest) {
  TokenCache cache(32);
  for (int i = 0; i < 10'000; ++i) cache.put("token " + std::to_string(i), {veza::http::guest(), i, 0});
  int kept = 0;
  for (int i = 0; i < 10'000; ++i) kept += cache.find("token " + std::to_string(i)) ? 1 : 0;
  BOOST_TEST(kept > 0);
  BOOST_TEST(kept <= 32);
  BOOST_TEST(cache.find("token 9999")->expires_ms == 9999);
  cache.clear();
  BOOST_TEST(!cache.find("token 9999"));
  BOOST_TEST(!cache.find(""));
}

BOOST_AUTO_TEST_CASE(checks_and_revocations_from_many_threads) {
  World world;
  const User user = world.add("ann");
  std::vector<SignedIn> sessions;
  for (int i = 0; i < 8; ++i) sessions.push_back(world.sign_in(user));
  std::atomic<int> wrong{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&, i] {
        for (int k = 0; k < 500; ++k)
          if (code(world, sessions[static_cast<size_t>(i)].access_token) != "ok") ++wrong;
      });
    for (int i = 4; i < 8; ++i)
      threads.emplace_back([&, i] {
        const auto& session = sessions[static_cast<size_t>(i)];
        if (!world.accounts().end_session(session.sid)) ++wrong;
        if (code(world, session.access_token) != "session_revoked") ++wrong;
      });
    threads.emplace_back([&] {
      if (!world.identity().keys().rotate()) ++wrong;
    });
  }
  BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_SUITE_END()
