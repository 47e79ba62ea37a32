#include "identity/personal_tokens.h"

#include <boost/test/unit_test.hpp>
#include <thread>

#include "identity/personal_token.h"
#include "support.h"

using namespace veza::identity;
using veza::http::Principal;
using veza::identity::test::World;
using Words = std::vector<std::string>;

namespace {

// Somebody who is signed in, as the pipeline knows him.
Actor actor(World& world, const User& user) {
  const auto token = world.sign_in(user).access_token;
  return {*world.identity().tokens().check(token), {"192.0.2.7", "Test/1.0", "req-1"}};
}

MadePersonalToken make(World& world, const Actor& who, Words scopes, int64_t days = 30) {
  auto made = world.identity().personal_tokens().make({"script", std::move(scopes), days}, who);
  BOOST_REQUIRE_MESSAGE(made, (made ? "" : made.error().message));
  return *made;
}

std::string code(Identity& identity, const std::string& text) {
  const auto who = identity.living_tokens().check(text);
  return who ? "ok" : who.error().code;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(identity_personal_tokens)

BOOST_AUTO_TEST_CASE(the_form) {
  const std::string token = make_personal_token();
  BOOST_TEST(token.size() == personal_token_chars);
  BOOST_TEST(token.starts_with("vzp_"));
  BOOST_TEST(personal_token_hash(token).has_value());
  BOOST_TEST((personal_token_hash(token) == personal_token_hash(token)));
  BOOST_TEST((personal_token_hash(token) != personal_token_hash(make_personal_token())));
  // One letter that is another, anywhere, is noticed without a look-up.
  for (size_t at = 0; at < token.size(); ++at) {
    std::string wrong = token;
    wrong[at] = wrong[at] == 'a' ? 'b' : 'a';
    BOOST_TEST(!personal_token_hash(wrong), wrong);
  }
  std::string swapped = token;
  std::swap(swapped[10], swapped[11]);
  BOOST_TEST((swapped == token || !personal_token_hash(swapped)));
  for (const std::string& bad : Words{"", "vzp_", token.substr(1), token + "a", token.substr(0, 41),
                                      "VZP_" + token.substr(4), "vzp_" + std::string(38, '0'),
                                      "vzp_" + std::string(38, '-'), std::string(42, '\0'), std::string(100000, 'v')})
    BOOST_TEST(!personal_token_hash(bad).has_value());
  // A known one: scanners rely on the sum.
  BOOST_TEST(personal_token_hash("vzp_" + std::string(32, '0') + "2wjyrI").has_value());
}

BOOST_AUTO_TEST_CASE(it_may_do_what_role_and_scopes_allow) {
  World world;
  const User ann = world.add("ann", Role::moderator);
  const auto made = make(world, actor(world, ann), {"user:read", "account:read", "user:read"});
  BOOST_TEST(made.token.scopes == (Words{"account:read", "user:read"}));
  const auto who = world.identity().living_tokens().check(made.text);
  BOOST_REQUIRE(who);
  BOOST_TEST((*who)->user_id == ann.id);
  BOOST_TEST((*who)->username == "ann");
  BOOST_TEST((*who)->token_id == made.token.id);
  BOOST_TEST((*who)->permissions == (Words{"account:read", "user:read"}));
  BOOST_REQUIRE(world.accounts().set_role(ann.id, Role::user));
  BOOST_TEST((*world.identity().living_tokens().check(made.text))->permissions == Words{"account:read"});
  BOOST_TEST((*who)->can("user:read"), "a request under way goes on as it began");
  BOOST_REQUIRE(world.accounts().set_role(ann.id, Role::admin));
  BOOST_TEST((*world.identity().living_tokens().check(made.text))->permissions == (Words{"account:read", "user:read"}));
}

BOOST_AUTO_TEST_CASE(what_it_cannot_be) {
  World world;
  const Actor ann = actor(world, world.add("ann"));
  struct Case {
    NewPersonalToken wanted;
    const char* field;
  };
  const std::vector<Case> table{{{"", {"account:read"}, 1}, "name"},
                                {{"x", {}, 1}, "scopes"},
                                {{"x", {"account:read"}, 0}, "expires_in_days"},
                                {{"x", {"account:read"}, 366}, "expires_in_days"},
                                {{"x", {"account:read"}, -1}, "expires_in_days"},
                                {{"x", {"account:read", "user:read"}, 1}, "scopes[1]"},
                                {{"x", {"account:manage"}, 1}, "scopes[0]"},
                                {{"x", {""}, 1}, "scopes[0]"},
                                {{"x", {"no:such"}, 1}, "scopes[0]"}};
  for (const auto& [wanted, field] : table) {
    const auto made = world.identity().personal_tokens().make(wanted, ann);
    BOOST_REQUIRE(!made);
    BOOST_TEST(made.error().status == 422);
    BOOST_REQUIRE(made.error().details.size() == 1U);
    BOOST_TEST(made.error().details[0].field == field);
  }
  for (size_t i = 0; i < max_tokens_of_user; ++i) make(world, ann, {"account:read"});
  const auto one_more = world.identity().personal_tokens().make({"x", {"account:read"}, 1}, ann);
  BOOST_REQUIRE(!one_more);
  BOOST_TEST(one_more.error().code == "too_many_tokens");
}

BOOST_AUTO_TEST_CASE(it_ends) {
  World world;
  const Actor ann = actor(world, world.add("ann")), ben = actor(world, world.add("ben"));
  const auto short_lived = make(world, ann, {"account:read"}, 1);
  const auto revoked = make(world, ann, {"account:read"});
  std::vector<std::string> closed;
  world.identity().on_session_ended([&](const std::string& sid) { closed.push_back(sid); });
  const auto not_his = world.identity().personal_tokens().revoke(revoked.token.id, ben);
  BOOST_REQUIRE(!not_his);
  BOOST_TEST(not_his.error().status == 404);
  BOOST_TEST(code(world.identity(), revoked.text) == "ok");
  BOOST_REQUIRE(world.identity().personal_tokens().revoke(revoked.token.id, ann));
  BOOST_TEST(code(world.identity(), revoked.text) == "token_invalid");
  BOOST_TEST(closed == Words{revoked.token.id});
  BOOST_TEST(!world.identity().personal_tokens().revoke(revoked.token.id, ann));
  BOOST_TEST(world.identity().personal_tokens().list(ann.principal->user_id)->size() == 1U);
  world.pass(24LL * 3600 * 1000);
  BOOST_TEST(code(world.identity(), short_lived.text) == "token_expired");
}

BOOST_AUTO_TEST_CASE(other_hosts_learn_of_it) {
  World world;
  const User user = world.add("ann", Role::moderator);
  const Actor ann = actor(world, user);
  const auto there = world.another();
  const auto made = make(world, ann, {"account:read", "user:read"});
  BOOST_TEST(code(*there, made.text) == "token_invalid");
  BOOST_REQUIRE(there->synchronize());
  BOOST_TEST(code(*there, made.text) == "ok");
  BOOST_REQUIRE(world.accounts().set_role(user.id, Role::user));
  BOOST_REQUIRE(there->synchronize());
  BOOST_TEST((*there->living_tokens().check(made.text))->permissions == Words{"account:read"});
  BOOST_REQUIRE(world.identity().personal_tokens().revoke(made.token.id, ann));
  BOOST_REQUIRE(there->synchronize());
  BOOST_TEST(code(*there, made.text) == "token_invalid");
  // A host that starts now knows those that hold, and no others.
  const auto kept = make(world, ann, {"account:read"});
  const auto late = world.another();
  BOOST_TEST(code(*late, kept.text) == "ok");
  BOOST_TEST(code(*late, made.text) == "token_invalid");
  // An account that is gone leaves no row to read.
  BOOST_REQUIRE(world.db().write([&](veza::data::Transaction& tx) -> veza::base::Status {
    if (auto gone = tx.execute("DELETE FROM identity_users WHERE id = $1", {user.id}); !gone)
      return veza::base::fail(gone.error());
    return {};
  }));
  world.pass(61'000);
  BOOST_REQUIRE(late->synchronize());
  BOOST_TEST(code(*late, kept.text) == "token_invalid");
}

BOOST_AUTO_TEST_CASE(what_a_token_has_opened_ends_with_it) {
  World world;
  std::vector<std::string> ended;
  world.identity().on_session_ended([&](const std::string& sid) { ended.push_back(sid); });
  const Actor ann = actor(world, world.add("ann"));
  const auto made = make(world, ann, {"account:read"});
  BOOST_REQUIRE(world.identity().synchronize());
  BOOST_TEST(ended.empty());
  world.pass(made.token.expires_at - world.now());
  for (int i = 0; i < 2; ++i) BOOST_REQUIRE(world.identity().synchronize());
  BOOST_REQUIRE(ended.size() == 1U);
  BOOST_TEST(ended[0] == made.token.id);
}

BOOST_AUTO_TEST_CASE(uses_are_written_down_now_and_then) {
  World world;
  const Actor ann = actor(world, world.add("ann"));
  const auto made = make(world, ann, {"account:read"});
  const auto last_use = [&] { return world.number("SELECT COALESCE(MAX(last_used_at), 0) FROM identity_tokens"); };
  BOOST_REQUIRE(world.identity().synchronize());
  BOOST_TEST(last_use() == 0);
  const int64_t first = world.now();
  for (int i = 0; i < 1000; ++i) BOOST_TEST_REQUIRE(code(world.identity(), made.text) == "ok");
  BOOST_REQUIRE(world.identity().synchronize());
  BOOST_TEST(last_use() == first);
  world.pass(60'000);
  BOOST_TEST(code(world.identity(), made.text) == "ok");
  BOOST_REQUIRE(world.identity().synchronize());
  BOOST_TEST(last_use() == first, "a minute later is the same use");
  world.pass(5 * 60'000);
  BOOST_TEST(code(world.identity(), made.text) == "ok");
  BOOST_REQUIRE(world.identity().synchronize());
  BOOST_TEST(last_use() == world.now());
}

// Requests and changes at once: nothing is left that was revoked.
BOOST_AUTO_TEST_CASE(at_once) {
  World world;
  const User user = world.add("ann", Role::moderator);
  const Actor ann = actor(world, user);
  std::vector<MadePersonalToken> tokens;
  for (int i = 0; i < 20; ++i) tokens.push_back(make(world, ann, {"account:read", "user:read"}));
  std::atomic<bool> done{false};
  {
    std::jthread reader([&] {
      while (!done)
        for (const auto& token : tokens) (void)world.identity().living_tokens().check(token.text);
    });
    std::jthread syncer([&] {
      while (!done) (void)world.identity().synchronize();
    });
    for (const auto& token : tokens) {
      BOOST_TEST_REQUIRE(world.identity().personal_tokens().revoke(token.token.id, ann).has_value());
      (void)world.accounts().set_role(user.id, Role::user);
    }
    done = true;
  }
  BOOST_REQUIRE(world.identity().synchronize());
  for (const auto& token : tokens) BOOST_TEST(code(world.identity(), token.text) == "token_invalid");
}

BOOST_AUTO_TEST_SUITE_END()
