#include "identity/authenticator.h"

#include <boost/test/unit_test.hpp>

#include "support.h"

using namespace veza::identity;
using veza::http::Via;
using veza::identity::test::World;
using veza::net::Request;

namespace {

Request with(const std::string& field, const std::string& value, const std::string& target = "/") {
  Request request;
  request.method = "GET";
  request.target = target;
  if (!field.empty()) request.headers.add(field, value);
  return request;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(identity_authenticator)

BOOST_AUTO_TEST_CASE(where_a_token_may_be) {
  World world;
  const std::string token = world.sign_in(world.add("ann")).access_token;
  const auto authenticate = world.identity().authenticator();
  const auto via = [&](const Request& request, bool query = false) {
    const auto who = authenticate(request, {query});
    BOOST_REQUIRE(who);
    BOOST_TEST(who->principal->is_guest() == (who->via == Via::none));
    return who->via;
  };
  BOOST_TEST((via(with("", "")) == Via::none));
  BOOST_TEST((via(with("Authorization", "Bearer " + token)) == Via::bearer));
  BOOST_TEST((via(with("authorization", "bearer  " + token + " ")) == Via::bearer));
  BOOST_TEST((via(with("Cookie", "a=b; veza_access=" + token + "; c=d")) == Via::cookie));
  BOOST_TEST((via(with("Cookie", "veza_access=")) == Via::none));
  BOOST_TEST((via(with("", "", "/x?token=" + token), true) == Via::query));
  BOOST_TEST((via(with("", "", "/x?token=" + token), false) == Via::none));
  const auto refused = [&](const Request& request, bool query = false) {
    const auto who = authenticate(request, {query});
    return who ? "ok" : who.error().code;
  };
  BOOST_TEST(refused(with("Authorization", token)) == "token_invalid");
  BOOST_TEST(refused(with("Authorization", "Basic dXNlcjpwYXNz")) == "token_invalid");
  BOOST_TEST(refused(with("Authorization", "Bearer ")) == "token_invalid");
  BOOST_TEST(refused(with("Authorization", "Bearer x")) == "token_invalid");
  BOOST_TEST(refused(with("Cookie", "veza_access=x")) == "token_invalid");
  BOOST_TEST(refused(with("", "", "/x?token=" + std::string(3000, 'a')), true) == "token_invalid");
  // The first proof counts, also when a later one would hold.
  Request both = with("Authorization", "Bearer x");
  both.headers.add("Cookie", "veza_access=" + token);
  BOOST_TEST(refused(both) == "token_invalid");
}

BOOST_AUTO_TEST_CASE(csrf_tokens_belong_to_their_session) {
  World world;
  const User user = world.add("ann");
  const SignedIn mine = world.sign_in(user), other = world.sign_in(user);
  const auto check = world.identity().csrf_check();
  const veza::http::Authentication who{*world.identity().tokens().check(mine.access_token), Via::cookie};
  BOOST_TEST(check(with("X-CSRF-Token", world.identity().csrf().token(mine.sid)), who));
  BOOST_TEST(!check(with("X-CSRF-Token", world.identity().csrf().token(other.sid)), who));
  BOOST_TEST(!check(with("X-CSRF-Token", ""), who));
  BOOST_TEST(!check(with("", ""), who));
  BOOST_TEST(!check(with("X-CSRF-Token", world.identity().csrf().token("")), {veza::http::guest(), Via::none}));
}

BOOST_AUTO_TEST_SUITE_END()
