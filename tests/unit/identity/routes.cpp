// The routes' handlers as the pipeline calls them.
#include "identity/routes.h"

#include <array>
#include <boost/test/unit_test.hpp>

#include "base/json.h"
#include "client.h"
#include "identity/cookies.h"
#include "support.h"

using namespace veza::identity;
using veza::base::Json;
using veza::identity::test::Client;
using veza::identity::test::good_password;
using veza::identity::test::Reply;
using veza::identity::test::World;

BOOST_AUTO_TEST_SUITE(identity_routes)

BOOST_AUTO_TEST_CASE(register_login_refresh_logout) {
  World world;
  Client client(world);
  const Json account{{"username", "Ann"}, {"email", "ann@example.org"}, {"password", good_password}};
  const Reply registered = client.call("POST", "/api/v1/auth/register", account);
  BOOST_TEST(registered.status == 201);
  BOOST_TEST(registered.body["data"]["token_type"] == "Bearer");
  BOOST_TEST(registered.body["data"]["expires_in"] == 900);
  BOOST_TEST(registered.body["data"]["user"]["role"] == "user");
  BOOST_TEST(client.call("POST", "/api/v1/auth/register", account).code() == "username_taken");

  const Reply login = client.call("POST", "/api/v1/auth/login",
                                  {{"login", "ann@example.org"}, {"password", good_password}, {"remember_me", true}});
  BOOST_TEST(login.status == 200);
  BOOST_TEST(login.cookie("veza_access").find("; Path=/; HttpOnly; SameSite=Lax; Max-Age=900") != std::string::npos);
  BOOST_TEST(login.cookie("veza_refresh").find("; Path=/api/v1/auth; HttpOnly; SameSite=Strict; Max-Age=7776000") !=
             std::string::npos);
  BOOST_TEST(login.cookie("veza_csrf").find("HttpOnly") == std::string::npos);
  BOOST_TEST(login.cookie("veza_access").find("Secure") == std::string::npos);

  const std::string plain = "veza_refresh=" + login.body["data"]["refresh_token"].get<std::string>();
  client.scheme = "https";
  // Somebody on the network may have put a plain cookie there.
  BOOST_TEST(client.call("POST", "/api/v1/auth/refresh", nullptr, plain).code() == "token_invalid");
  const std::string cookie = "__Host-" + plain;
  const Reply refreshed = client.call("POST", "/api/v1/auth/refresh", nullptr, cookie);
  BOOST_TEST(refreshed.status == 200);
  for (const char* name : {"__Host-veza_access", "__Host-veza_refresh", "__Host-veza_csrf"}) {
    BOOST_TEST(refreshed.cookie(name).ends_with("; Secure"), name);
    BOOST_TEST(refreshed.cookie(name).find("; Path=/; ") != std::string::npos, name);
  }
  BOOST_TEST(client.call("POST", "/api/v1/auth/refresh", nullptr, cookie).code() == "refresh_conflict");
  BOOST_TEST(client.call("POST", "/api/v1/auth/refresh", {{"refresh_token", refreshed.body["data"]["refresh_token"]}})
                 .status == 200);
  BOOST_TEST(client.call("POST", "/api/v1/auth/refresh").code() == "token_invalid");

  const auto principal = *world.identity().tokens().check(refreshed.body["data"]["access_token"].get<std::string>());
  BOOST_TEST(client.call("GET", "/api/v1/auth/me", nullptr, "", principal).body["data"]["username"] == "Ann");
  const Reply out = client.call("POST", "/api/v1/auth/logout", nullptr, "", principal);
  BOOST_TEST(out.status == 204);
  BOOST_TEST(out.cookie("__Host-veza_access").find("__Host-veza_access=;") == 0U);
  BOOST_TEST(out.cookie("__Host-veza_access").find("Max-Age=0") != std::string::npos);
  BOOST_TEST(world.identity().tokens().check(refreshed.body["data"]["access_token"].get<std::string>()).error().code ==
             "session_revoked");
}

BOOST_AUTO_TEST_CASE(logging_out_by_the_refresh_cookie_alone) {
  World world;
  Client client(world);
  const SignedIn session = world.sign_in(world.add("ann"));
  BOOST_TEST(client.call("POST", "/api/v1/auth/logout", nullptr, "veza_refresh=" + session.refresh_token).status ==
             204);
  BOOST_TEST(!world.accounts().refresh(session.refresh_token, {}));
  BOOST_TEST(client.call("POST", "/api/v1/auth/logout", nullptr, "veza_refresh=nonsense").status == 204);
}

BOOST_AUTO_TEST_CASE(bodies_that_are_wrong) {
  World world;
  Client client(world);
  for (const char* path : {"/api/v1/auth/register", "/api/v1/auth/login", "/api/v1/setup", "/api/v1/auth/refresh"}) {
    for (const char* body : {"[]", "null", "{", "\"x\"", "\xff"})
      BOOST_TEST(client.call("POST", path, body).status == 400, std::string(path) + body);
    BOOST_TEST(
        client.call("POST", path, R"({"login":7,"username":7,"token":7,"password":{},"email":[],"refresh_token":{}})")
                .status == 422,
        path);
  }
  const Reply all = client.call("POST", "/api/v1/auth/register", Json::object());
  BOOST_TEST(all.code() == "invalid_fields");
  BOOST_TEST(all.body["error"]["details"].size() == 3U);
  // Nobody chooses a role for themselves.
  const Reply made = client.call(
      "POST", "/api/v1/auth/register",
      {{"username", "eve"}, {"email", "eve@example.org"}, {"password", good_password}, {"role", "admin"}, {"id", "x"}});
  BOOST_TEST(made.body["data"]["user"]["role"] == "user");
}

BOOST_AUTO_TEST_CASE(the_sixth_failed_login_waits_whether_or_not_the_account_exists) {
  for (const char* login : {"ann", "ann@example.org", "nobody", "nobody@example.org"}) {
    World world;
    world.add("ann");
    Client client(world);
    const Json body{{"login", login}, {"password", "wrong wrong wrong"}};
    for (int i = 0; i < 5; ++i)
      BOOST_TEST(
          client.call("POST", "/api/v1/auth/login", body, "", veza::http::guest(), "192.0.2." + std::to_string(i))
              .status == 401);
    BOOST_TEST(client.call("POST", "/api/v1/auth/login", body, "", veza::http::guest(), "192.0.2.99").status == 429);
  }
}

BOOST_AUTO_TEST_CASE(both_names_of_an_account_share_one_limit) {
  World world;
  world.add("ann");
  Client client(world);
  int tried = 0;
  for (int i = 0; i < 10; ++i)
    tried += client.call("POST", "/api/v1/auth/login",
                         {{"login", i % 2 == 0 ? "ann" : "ann@example.org"}, {"password", "wrong wrong wrong"}}, "",
                         veza::http::guest(), "192.0.2." + std::to_string(i))
                         .status == 401
                 ? 1
                 : 0;
  BOOST_TEST(tried == 5);
}

BOOST_AUTO_TEST_CASE(however_a_name_is_written_its_guesses_are_the_same_ones) {
  World world;
  Client client(world);
  world.add("ann");
  // Else whoever has several addresses would learn from the number of guesses whether there is such an account.
  for (const auto& names : {std::array{"ann", "Ann", "ANN", "aNN", "anN", "AnN"},
                            std::array{"nobody", "Nobody", "NOBODY", "nOBODY", "nobODY", "NobodY"},
                            std::array{"no@example.org", "No@example.org", "NO@example.org", "no@Example.org",
                                       "no@EXAMPLE.org", "no@example.ORG"}}) {
    std::vector<int> statuses;
    for (size_t i = 0; i < names.size(); ++i)
      statuses.push_back(client
                             .call("POST", "/api/v1/auth/login", {{"login", names[i]}, {"password", "wrong wrong"}}, "",
                                   veza::http::guest(), "203.0.113." + std::to_string(i))
                             .status);
    BOOST_TEST((statuses == std::vector{401, 401, 401, 401, 401, 429}), names[0]);
  }
}

BOOST_AUTO_TEST_CASE(registrations_are_limited_and_can_be_closed) {
  World world;
  Client client(world);
  const auto add = [&](const std::string& name) {
    return client
        .call("POST", "/api/v1/auth/register",
              {{"username", name}, {"email", name + "@example.org"}, {"password", good_password}})
        .status;
  };
  for (const char* name : {"one", "two", "three"}) BOOST_TEST(add(name) == 201);
  BOOST_TEST(add("four") == 429);
  World closed({.registration_open = false});
  Client other(closed);
  BOOST_TEST(other.call("POST", "/api/v1/auth/register", Json::object()).code() == "registration_closed");
}

BOOST_AUTO_TEST_CASE(setup_over_the_wire) {
  World world;
  Client client(world);
  BOOST_TEST(client.call("GET", "/api/v1/setup").body["data"]["required"] == true);
  const std::string token = *world.identity().setup().make_token();
  Json body{{"token", "guess"}, {"username", "admin"}, {"email", "admin@example.org"}, {"password", good_password}};
  BOOST_TEST(client.call("POST", "/api/v1/setup", body).status == 403);
  body["token"] = token;
  const Reply done = client.call("POST", "/api/v1/setup", body);
  BOOST_TEST(done.status == 201);
  BOOST_TEST(done.body["data"]["user"]["role"] == "admin");
  BOOST_TEST(client.call("POST", "/api/v1/setup", body).status == 409);
  BOOST_TEST(client.call("GET", "/api/v1/setup").body["data"]["required"] == false);
}

BOOST_AUTO_TEST_CASE(keys_are_published) {
  World world;
  Client client(world);
  const Reply keys = client.call("GET", "/.well-known/jwks.json");
  BOOST_TEST(keys.body["keys"][0]["alg"] == "RS256");
  BOOST_TEST(keys.body["keys"][0]["e"] == "AQAB");
}

BOOST_AUTO_TEST_SUITE_END()
