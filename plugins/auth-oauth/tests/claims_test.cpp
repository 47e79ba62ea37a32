// What the claims of an id_token must say, and which roles claims give.
#include <boost/test/unit_test.hpp>

#include "rules/decision.h"
#include "rules/id_token.h"
#include "rules/role_map.h"

using namespace veza;
using namespace veza::oauth;

namespace {

constexpr int64_t now = 1'700'000'000;
const ExpectedToken expected{"https://id.example", "veza", "the-nonce", now};

Json good() {
  return {{"iss", "https://id.example"}, {"aud", "veza"},  {"sub", "s1"},
          {"nonce", "the-nonce"},        {"iat", now - 5}, {"exp", now + 300}};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(claims)

BOOST_AUTO_TEST_CASE(a_good_token_is_taken) {
  const Json changes[] = {Json::object(),
                          {{"aud", {"veza"}}},
                          {{"aud", {"veza", "other"}}, {"azp", "veza"}},
                          {{"azp", "veza"}},
                          {{"exp", now - clock_skew_s + 1}},
                          {{"iat", now + clock_skew_s}},
                          {{"nbf", now + clock_skew_s}},
                          {{"iat", now + 0.5}},
                          {{"sub", std::string(255, 's')}},
                          {{"unknown", "claims are fine"}}};
  for (const auto& change : changes) {
    Json claims = good();
    claims.update(change);
    BOOST_TEST(claims_problem(claims, expected).value_or("") == "", change);
  }
}

BOOST_AUTO_TEST_CASE(anything_else_is_not) {
  // A claim's value; null takes it away.
  const std::pair<const char*, Json> changes[] = {
      {"iss", "https://evil.example"},
      {"iss", "https://id.example/"},
      {"iss", nullptr},
      {"iss", {"https://id.example"}},
      {"aud", "other"},
      {"aud", ""},
      {"aud", nullptr},
      {"aud", Json::array()},
      {"aud", {"other"}},
      {"aud", {"veza", "other"}},  // several, and no azp
      {"aud", {"veza", 1}},
      {"aud", {{"veza", true}}},
      {"azp", "other"},
      {"azp", 1},
      {"exp", now - clock_skew_s},
      {"exp", now - 1'000'000},
      {"exp", nullptr},
      {"exp", "1800000000"},
      {"exp", -1},
      {"exp", 1e300},
      {"iat", now + clock_skew_s + 1},
      {"iat", nullptr},
      {"iat", "now"},
      {"nbf", now + clock_skew_s + 1},
      {"nbf", "later"},
      {"nonce", "another"},
      {"nonce", ""},
      {"nonce", nullptr},
      {"nonce", {"the-nonce"}},
      {"sub", ""},
      {"sub", nullptr},
      {"sub", 5},
      {"sub", std::string(256, 's')},
  };
  for (const auto& [name, value] : changes) {
    Json claims = good();
    if (value.is_null()) {
      claims.erase(name);
    } else {
      claims[name] = value;
    }
    BOOST_TEST(claims_problem(claims, expected).has_value(), std::string(name) + " " + value.dump());
  }
  for (const Json& none : {Json(), Json("text"), Json::array()}) BOOST_TEST(claims_problem(none, expected).has_value());
}

BOOST_AUTO_TEST_CASE(roles_come_from_claims) {
  const RoleMap map{"realm_access.roles", {{"crew", "moderator"}, {"makers", "creator"}, {"boss", "admin"}}, false};
  const auto role = [&](const Json& roles, const char* current, bool admin = false) {
    RoleMap with = map;
    with.admin = admin;
    return role_from(with, {{"realm_access", {{"roles", roles}}}}, current).value_or("stays");
  };
  BOOST_TEST(role({"crew"}, "user") == "moderator");
  BOOST_TEST(role({"makers", "crew"}, "user") == "moderator");
  BOOST_TEST(role("makers", "user") == "creator");
  BOOST_TEST(role({"crew"}, "moderator") == "stays");
  BOOST_TEST(role({"strangers"}, "creator") == "stays");
  BOOST_TEST(role(Json::array(), "creator") == "stays");
  BOOST_TEST(role({{"crew", 1}}, "user") == "stays");
  BOOST_TEST(role({1, nullptr, "crew"}, "user") == "moderator");
  // Nobody becomes admin, and no admin anything else, by a provider's word alone.
  BOOST_TEST(role({"boss"}, "user") == "stays");
  BOOST_TEST(role({"boss", "makers"}, "user") == "creator");
  BOOST_TEST(role({"makers"}, "admin") == "stays");
  BOOST_TEST(role({"boss"}, "user", true) == "admin");
  BOOST_TEST(role({"makers"}, "admin", true) == "creator");
  BOOST_TEST(!role_from(map, {{"realm_access", "crew"}}, "user"));
  BOOST_TEST(!role_from(map, Json(), "user"));
  BOOST_TEST(role_from({"https://x.example/roles", {{"crew", "premium"}}, false},
                       {{"https://x.example/roles", {"crew"}}}, "user")
                 .value_or("") == "premium");
  // A role of the site's own making is below the contract's.
  BOOST_TEST(role_from({"g", {{"a", "curator"}, {"b", "user"}}, false}, {{"g", {"a", "b"}}}, "premium").value_or("") ==
             "user");
}

BOOST_AUTO_TEST_CASE(who_arrives_is_signed_in_linked_registered_or_refused) {
  struct Case {
    Arrival arrival;
    Act act;
    const char* says;  // the user, or the code
  };
  const Case table[] = {
      {{.linked_user = "u1"}, Act::sign_in, "u1"},
      {{.linked_user = "u1", .has_email = true, .email_has_account = true, .sign_up = false}, Act::sign_in, "u1"},
      {{.has_email = true, .email_verified = true}, Act::register_account, ""},
      // No account is taken over by an address, verified or not.
      {{.has_email = true, .email_verified = true, .email_has_account = true}, Act::refuse, "account_exists"},
      {{.has_email = true, .email_verified = false, .email_has_account = true}, Act::refuse, "account_exists"},
      {{.has_email = true, .email_verified = false}, Act::refuse, "email_unverified"},
      {{}, Act::refuse, "email_missing"},
      {{.has_email = true, .email_verified = true, .sign_up = false}, Act::refuse, "sign_up_closed"},
      {{.linking_user = "u1"}, Act::link, "u1"},
      {{.linked_user = "u1", .linking_user = "u1", .linking_user_has_link = true}, Act::link, "u1"},
      {{.linked_user = "u2", .linking_user = "u1"}, Act::refuse, "link_taken"},
      {{.linking_user = "u1", .linking_user_has_link = true}, Act::refuse, "already_linked"},
      {{.linking_user = "u1", .has_email = true, .email_has_account = true}, Act::link, "u1"},
  };
  for (const auto& each : table) {
    const Decision decision = decide(each.arrival);
    BOOST_TEST((decision.act == each.act), each.says);
    BOOST_TEST(decision.user_id + decision.code == each.says);
  }
}

BOOST_AUTO_TEST_SUITE_END()
