#include "identity/accounts.h"

#include <boost/test/unit_test.hpp>
#include <thread>

#include "support.h"

using namespace veza::identity;
using veza::identity::test::emitted;
using veza::identity::test::good_password;
using veza::identity::test::World;

BOOST_AUTO_TEST_SUITE(identity_accounts)

BOOST_AUTO_TEST_CASE(an_account_is_made_with_its_event) {
  World world;
  const auto user = world.accounts().add({"Ann", "Ann@Example.org", good_password}, Role::user, false,
                                         {"192.0.2.7", "Test/1.0", "req-7"});
  BOOST_REQUIRE(user);
  BOOST_TEST(user->username == "Ann");
  BOOST_TEST(user->role == "user");
  const auto event = world.db().row("SELECT event_type, aggregate_id, data FROM " + emitted);
  BOOST_REQUIRE(event && *event);
  BOOST_TEST((**event)[0].text() == "identity.user.registered.v1");
  BOOST_TEST((**event)[1].text() == user->id);
  BOOST_TEST(to_json(*user, *world.identity().roles().table())["permissions"] ==
             veza::base::Json({"account:manage", "account:read"}));
  BOOST_TEST(!to_public_json(*user).contains("email"));
  const auto entry = world.db().row("SELECT actor_id, ip, user_agent, request_id FROM audit_incoming");
  BOOST_REQUIRE((entry && *entry));
  const char* const wanted[] = {user->id.c_str(), "192.0.2.7", "Test/1.0", "req-7"};
  for (size_t i = 0; i < std::size(wanted); ++i) BOOST_TEST((**entry)[i].text() == wanted[i]);
}

BOOST_AUTO_TEST_CASE(every_fault_is_told_at_once) {
  World world;
  const auto refused = world.accounts().add({"a b", "nonsense", "short"}, Role::user, false);
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().status == 422);
  BOOST_REQUIRE(refused.error().details.size() == 3U);
  BOOST_TEST(!world.accounts().add({"admin", "a@b.org", good_password}, Role::user, false));
  BOOST_TEST(world.accounts().add({"admin", "a@b.org", good_password}, Role::user, true).has_value());
}

BOOST_AUTO_TEST_CASE(names_are_unique_without_case) {
  World world;
  world.add("Ann");
  const auto name = world.accounts().add({"aNN", "other@example.org", good_password}, Role::user, false);
  BOOST_REQUIRE(!name);
  BOOST_TEST(name.error().code == "username_taken");
  const auto mail = world.accounts().add({"other", "ANN@EXAMPLE.ORG", good_password}, Role::user, false);
  BOOST_REQUIRE(!mail);
  BOOST_TEST(mail.error().code == "email_taken");
  BOOST_TEST(mail.error().status == 409);
  BOOST_TEST(world.number("SELECT COUNT(*) FROM " + emitted) == 1);
}

BOOST_AUTO_TEST_CASE(two_admins_who_demote_each_other_leave_one) {
  World world;
  const auto one = world.add("one", Role::admin);
  const auto two = world.add("two", Role::admin);
  for (int round = 0; round < 20; ++round) {
    std::thread other([&] { (void)world.accounts().set_role(one.id, Role::user); });
    (void)world.accounts().set_role(two.id, Role::user);
    other.join();
    BOOST_TEST(world.number("SELECT COUNT(*) FROM identity_users WHERE role = 'admin'") == 1);
    BOOST_REQUIRE(world.accounts().set_role(one.id, Role::admin));
    BOOST_REQUIRE(world.accounts().set_role(two.id, Role::admin));
  }
}

BOOST_AUTO_TEST_CASE(of_many_with_one_name_one_gets_it) {
  World world;
  std::atomic<int> made{0}, taken{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&, i] {
        const auto user =
            world.accounts().add({"ann", "ann" + std::to_string(i) + "@example.org", good_password}, Role::user, false);
        made += user ? 1 : 0;
        taken += !user && user.error().code == "username_taken" ? 1 : 0;
      });
  }
  BOOST_TEST(made == 1);
  BOOST_TEST(taken == 7);
}

BOOST_AUTO_TEST_CASE(signing_in_by_either_name) {
  World world;
  world.add("Ann");
  const auto authenticate = [&](const std::string& login, const std::string& password) {
    const auto found = world.accounts().find_by_login(login);
    BOOST_REQUIRE(found);
    const auto user = world.accounts().authenticate(*found, password);
    return user ? user->username : user.error().code;
  };
  BOOST_TEST(authenticate("ann", good_password) == "Ann");
  BOOST_TEST(authenticate("ANN@example.ORG", good_password) == "Ann");
  BOOST_TEST(authenticate("ann", "another long phrase") == "invalid_credentials");
  BOOST_TEST(authenticate("ann", "") == "invalid_credentials");
  BOOST_TEST(authenticate("nobody", good_password) == "invalid_credentials");
  BOOST_TEST(authenticate("' OR 1=1 --", good_password) == "invalid_credentials");
}

BOOST_AUTO_TEST_CASE(a_new_password_ends_every_session) {
  World world;
  const User user = world.add("ann");
  const SignedIn session = world.sign_in(user);
  const auto weak = world.accounts().set_password(user.id, "ann1234567");
  BOOST_REQUIRE(!weak);
  BOOST_TEST(weak.error().status == 422);
  const std::string made = Accounts::make_password();
  BOOST_REQUIRE(world.accounts().set_password(user.id, made));
  BOOST_TEST(world.identity().tokens().check(session.access_token).error().code == "session_revoked");
  BOOST_TEST(!world.accounts().refresh(session.refresh_token, {}));
  BOOST_TEST(world.accounts().authenticate(*world.accounts().find_by_login("ann"), made).has_value());
  BOOST_TEST(!world.accounts().set_password("0190163d-8694-739b-aea5-966c26f8ad91", made));
}

BOOST_AUTO_TEST_CASE(who_knows_the_old_password_is_out_even_when_he_was_at_the_door) {
  World world;
  const User user = world.add("ann");
  // Stored at a cost that is not this site's, so that signing in hashes the password anew.
  const std::string cheap = PasswordHasher({32, 1}).hash(good_password).value();
  BOOST_REQUIRE(world.db().write([&](veza::data::Transaction& tx) -> veza::base::Status {
    auto done = tx.execute("UPDATE identity_users SET password_hash = $1 WHERE id = $2", {cheap, user.id});
    return done ? veza::base::Status() : veza::base::fail(done.error());
  }));
  const auto before = *world.accounts().find_by_login("ann");
  const std::string fresh = Accounts::make_password();
  BOOST_REQUIRE(world.accounts().set_password(user.id, fresh));
  const auto late = world.accounts().authenticate(before, good_password);
  BOOST_REQUIRE(late);
  BOOST_TEST(world.accounts().authenticate(*world.accounts().find_by_login("ann"), fresh).has_value(),
             "the new password stays");
  BOOST_TEST(!world.accounts().authenticate(*world.accounts().find_by_login("ann"), good_password));
  const auto session = world.accounts().start_session(*late, {}, false, {SignInMethod::password});
  BOOST_REQUIRE(!session);
  BOOST_TEST(session.error().code == "credentials_changed");
  // One at another cost and no change: it is hashed anew, and that ends nothing.
  const User now = *world.accounts().find(user.id);
  BOOST_TEST(world.accounts().start_session(now, {}, false, {SignInMethod::password}).has_value());
}

BOOST_AUTO_TEST_CASE(a_closed_account_is_no_admin_that_stays) {
  World world;
  const auto one = world.add("one", Role::admin), two = world.add("two", Role::admin);
  BOOST_REQUIRE(world.db().write([&](veza::data::Transaction& tx) -> veza::base::Status {
    auto done = tx.execute(
        "INSERT INTO privacy_erasures (user_id, state, requested_at, erase_at) VALUES ($1, 'waiting', 1, 2)", {one.id});
    return done ? veza::base::Status() : veza::base::fail(done.error());
  }));
  const auto refused = world.accounts().set_role(two.id, Role::user);
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().code == "last_admin");
  BOOST_TEST(world.accounts().set_role(one.id, Role::user).has_value());
}

BOOST_AUTO_TEST_CASE(a_session_says_how_its_owner_came_in) {
  World world;
  const User ann = world.add("ann");
  BOOST_REQUIRE(world.accounts().start_session(ann, {}, true, {SignInMethod::external, "provider", "auth-oauth"}));
  const auto row = world.db().row("SELECT state_after FROM audit_incoming WHERE action = 'identity.session.started'");
  BOOST_REQUIRE(row && *row);
  BOOST_TEST(veza::base::parse_json((**row)[0].text()).value() ==
             (veza::base::Json{
                 {"method", "external"}, {"second_factor", "provider"}, {"remember", true}, {"by", "auth-oauth"}}));
}

BOOST_AUTO_TEST_CASE(listing_and_finding) {
  World world;
  for (int i = 0; i < 5; ++i) world.add("user" + std::to_string(i));
  const auto first = world.accounts().list(3);
  BOOST_REQUIRE(first);
  BOOST_REQUIRE(first->size() == 3U);
  const auto rest = world.accounts().list(3, first->back().id);
  BOOST_TEST(rest->size() == 2U);
  BOOST_TEST(world.accounts().find(first->front().id)->username == "user0");
  BOOST_TEST(world.accounts().find("nothing").error().status == 404);
  BOOST_TEST(world.accounts().find_user_named("USER3@example.org")->username == "user3");
  BOOST_TEST(!world.accounts().set_role(first->front().id, Role::guest));
}

BOOST_AUTO_TEST_SUITE_END()
