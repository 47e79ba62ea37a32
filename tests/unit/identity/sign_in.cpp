// What only the account's owner may do asks for a session in which they proved lately who they are.
#include "identity/sign_in.h"

#include <boost/test/unit_test.hpp>

#include "support.h"

using namespace veza::identity;
using veza::identity::test::World;

BOOST_AUTO_TEST_SUITE(identity_sign_in)

BOOST_AUTO_TEST_CASE(a_session_is_fresh_for_a_quarter_of_an_hour_and_refreshing_does_not_help) {
  World world;
  const SignedIn session = world.sign_in(world.add("ann"));
  BOOST_TEST(*world.accounts().is_fresh(session.sid));
  world.pass(Accounts::fresh_ms - 1);
  BOOST_TEST(*world.accounts().is_fresh(session.sid));
  world.pass(1);
  BOOST_REQUIRE(world.accounts().refresh(session.refresh_token, {}));
  BOOST_TEST(!*world.accounts().is_fresh(session.sid));
}

BOOST_AUTO_TEST_CASE(an_ended_session_and_none_are_never_fresh) {
  World world;
  const SignedIn session = world.sign_in(world.add("ann"));
  BOOST_REQUIRE(world.accounts().end_session(session.sid));
  BOOST_TEST(!*world.accounts().is_fresh(session.sid));
  BOOST_TEST(!*world.accounts().is_fresh(""));
}

BOOST_AUTO_TEST_CASE(an_account_without_a_second_factor_is_signed_in_at_once) {
  World world;
  const User ann = world.add("ann");
  const auto outcome = sign_in(world.identity(), {"192.0.2.7", "Test/1.0", ""}, ann, false, {SignInMethod::password});
  BOOST_REQUIRE(outcome);
  BOOST_REQUIRE(std::holds_alternative<SignedIn>(*outcome));
  BOOST_TEST(std::get<SignedIn>(*outcome).user.id == ann.id);
}

BOOST_AUTO_TEST_SUITE_END()
