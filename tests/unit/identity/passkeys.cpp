// Passkeys of accounts: added, used as the second factor and as the only one, and what does not work.
#include "identity/passkeys.h"

#include <boost/test/unit_test.hpp>

#include "base/crypto.h"
#include "client.h"
#include "identity/prove.h"
#include "soft_authenticator.h"
#include "support.h"

using namespace veza::identity;
using namespace veza::identity::test;

namespace {

struct Person {
  Client client;
  User user;
  SignedIn session;
  veza::http::PrincipalPtr principal;

  Person(World& world, const std::string& name) : client(world), user(world.add(name)) { sign_in(); }
  void sign_in() {
    session = client.world.sign_in(user);
    principal = *client.world.identity().tokens().check(session.access_token);
  }
  Reply call(const std::string& method, const std::string& path, const Json& body = nullptr) {
    return client.call(method, "/api/v1/" + path, body, "", principal);
  }
  Json creation_options() {
    const Reply reply = call("POST", "account/passkeys/options");
    BOOST_REQUIRE(reply.status == 200);
    return reply.body["data"]["public_key"];
  }
  Reply add(SoftAuthenticator& authenticator, const Lies& lies = {}) {
    return call("POST", "account/passkeys",
                {{"name", "Laptop"}, {"credential", authenticator.create(creation_options(), lies)}});
  }
  Reply login() {
    return client.call("POST", "/api/v1/auth/login", {{"login", user.username}, {"password", good_password}});
  }
};

Json sign_in_options(Client& client) {
  return client.call("POST", "/api/v1/auth/passkey/options").body["data"]["public_key"];
}
Reply sign_in(Client& client, const Json& credential) {
  return client.call("POST", "/api/v1/auth/passkey", {{"credential", credential}});
}
Reply sign_in(Client& client, SoftAuthenticator& authenticator, const Lies& lies = {}) {
  return sign_in(client, authenticator.get(sign_in_options(client), lies));
}

int64_t audited(World& world, const std::string& action) {
  return world.number("SELECT COUNT(*) FROM audit_incoming WHERE action = '" + action + "'");
}

void forget_password(World& world, const User& user) {
  BOOST_REQUIRE(world.db().write([&](veza::data::Transaction& tx) -> veza::base::Status {
    auto done = tx.execute("UPDATE identity_users SET password_hash = '' WHERE id = $1", {user.id});
    return done ? veza::base::Status() : veza::base::fail(done.error());
  }));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(identity_passkeys)

BOOST_AUTO_TEST_CASE(every_algorithm_signs_in_as_the_only_factor) {
  World world;
  for (const int64_t algorithm : {-7, -257, -8}) {
    Person ann(world, "ann" + std::to_string(-algorithm));
    SoftAuthenticator authenticator(algorithm);
    const Reply added = ann.add(authenticator);
    BOOST_REQUIRE_MESSAGE(added.status == 201, added.body.dump());
    BOOST_TEST(added.body["data"]["name"] == "Laptop");
    BOOST_TEST(added.body["data"]["backup_codes"].size() == 8U);
    BOOST_TEST(added.body["data"]["last_used_at"].is_null());
    const Reply in = sign_in(ann.client, authenticator);
    BOOST_REQUIRE_MESSAGE(in.status == 200, in.body.dump());
    BOOST_TEST(in.body["data"]["user"]["id"] == ann.user.id);
    const Json known = ann.call("GET", "account/factors").body["data"]["passkeys"][0];
    BOOST_TEST(known["id"] == added.body["data"]["id"]);
    BOOST_TEST(known["last_used_at"].is_string());
  }
  BOOST_TEST(audited(world, "identity.passkey.added") == 3);
}

BOOST_AUTO_TEST_CASE(what_a_browser_is_asked_for) {
  World world;
  Person ann(world, "ann");
  const Json first = ann.creation_options();
  BOOST_TEST((first["rp"] == Json{{"id", "music.example"}, {"name", "Veza"}}));
  BOOST_TEST(first["user"]["id"] == veza::base::base64url(ann.user.id));
  BOOST_TEST(first["user"]["name"] == "ann");
  BOOST_TEST(first["pubKeyCredParams"].dump() ==
             R"([{"alg":-8,"type":"public-key"},{"alg":-7,"type":"public-key"},{"alg":-257,"type":"public-key"}])");
  BOOST_TEST(first["excludeCredentials"].empty());
  BOOST_TEST(first["attestation"] == "none");
  SoftAuthenticator authenticator(-7);
  BOOST_REQUIRE(ann.add(authenticator).status == 201);
  const Json next = ann.creation_options();
  BOOST_TEST(next["excludeCredentials"].size() == 1U);
  BOOST_TEST(next["excludeCredentials"][0]["id"] == veza::base::base64url(authenticator.id()));
  BOOST_TEST((next["excludeCredentials"][0]["transports"] == Json{"internal"}));
  const Json asked = sign_in_options(ann.client);
  BOOST_TEST(asked["userVerification"] == "required");
  BOOST_TEST(asked["allowCredentials"].empty());
  BOOST_TEST(asked["challenge"] != sign_in_options(ann.client)["challenge"]);
}

BOOST_AUTO_TEST_CASE(as_the_second_factor) {
  World world;
  Person ann(world, "ann");
  SoftAuthenticator authenticator(-7);
  authenticator.flags = present;  // a key without PIN: good enough beside a password
  BOOST_REQUIRE(ann.add(authenticator).status == 201);
  BOOST_TEST(sign_in(ann.client, authenticator).code() == "invalid_credential");
  const Reply half = ann.login();
  BOOST_REQUIRE(half.status == 202);
  BOOST_TEST((half.body["data"]["second_factor"]["methods"] == Json{"passkey", "backup_code"}));
  const std::string token = half.body["data"]["second_factor"]["token"].get<std::string>();
  const auto options = [&](const std::string& of) {
    return ann.client.call("POST", "/api/v1/auth/second-factor/options", {{"token", of}});
  };
  const Json asked = options(token).body["data"]["public_key"];
  BOOST_TEST(asked["allowCredentials"][0]["id"] == veza::base::base64url(authenticator.id()));
  const auto finish = [&](const std::string& of, const Json& credential) {
    return ann.client.call("POST", "/api/v1/auth/second-factor", {{"token", of}, {"credential", credential}});
  };
  // A challenge belongs to the sign-in it was given for.
  const std::string other = ann.login().body["data"]["second_factor"]["token"].get<std::string>();
  BOOST_TEST(finish(other, authenticator.get(asked)).code() == "challenge_expired");
  BOOST_TEST(finish(token, authenticator.get(sign_in_options(ann.client))).code() == "challenge_expired");
  const Reply in = finish(token, authenticator.get(options(token).body["data"]["public_key"]));
  BOOST_TEST(in.status == 200);
  BOOST_TEST(options(token).code() == "second_factor_expired");
}

BOOST_AUTO_TEST_CASE(another_ones_passkey_is_no_second_factor) {
  World world;
  Person ann(world, "ann"), eve(world, "eve");
  SoftAuthenticator anns(-7), eves(-7);
  BOOST_REQUIRE(ann.add(anns).status == 201);
  BOOST_REQUIRE(eve.add(eves).status == 201);
  const std::string token = ann.login().body["data"]["second_factor"]["token"].get<std::string>();
  const Json asked =
      ann.client.call("POST", "/api/v1/auth/second-factor/options", {{"token", token}}).body["data"]["public_key"];
  const Reply refused =
      ann.client.call("POST", "/api/v1/auth/second-factor", {{"token", token}, {"credential", eves.get(asked)}});
  BOOST_TEST(refused.code() == "passkey_unknown");
  // Nor does Eve's key speak for Ann by naming her.
  BOOST_TEST(sign_in(eve.client, eves, {.user_handle = ann.user.id}).code() == "passkey_unknown");
  BOOST_TEST(sign_in(eve.client, eves, {.id = anns.id()}).status == 401);
  Json nameless = eves.get(sign_in_options(eve.client));
  nameless["response"].erase("userHandle");
  BOOST_TEST(sign_in(eve.client, nameless).code() == "passkey_unknown");
  BOOST_TEST(sign_in(eve.client, eves).body["data"]["user"]["username"] == "eve");
}

BOOST_AUTO_TEST_CASE(sign_ins_that_are_refused) {
  World world;
  Person ann(world, "ann");
  SoftAuthenticator authenticator(-7);
  BOOST_REQUIRE(ann.add(authenticator).status == 201);
  BOOST_TEST(sign_in(ann.client, authenticator, {.origin = "http://evil.example"}).code() == "invalid_credential");
  BOOST_TEST(sign_in(ann.client, authenticator, {.rp_id = "evil.example"}).code() == "invalid_credential");
  BOOST_TEST(sign_in(ann.client, authenticator, {.flags = present}).code() == "invalid_credential");
  BOOST_TEST(sign_in(ann.client, authenticator, {.type = "webauthn.create"}).code() == "invalid_credential");
  BOOST_TEST(sign_in(ann.client, authenticator, {.flags = present | verified | eligible}).code() ==
             "invalid_credential");
  BOOST_TEST(sign_in(ann.client, authenticator, {.challenge = "AAAA"}).code() == "challenge_expired");
  BOOST_TEST(audited(world, "identity.passkey.refused") == 5);
  BOOST_TEST(sign_in(ann.client, authenticator, {.id = "unknown"}).code() == "passkey_unknown");
  BOOST_TEST(sign_in(ann.client, Json("x")).code() == "invalid_credential");
  BOOST_TEST(ann.client.call("POST", "/api/v1/auth/passkey", Json::object()).status == 422);
  // A challenge is gone after its first use, and after its time.
  const Json credential = authenticator.get(sign_in_options(ann.client));
  BOOST_TEST(sign_in(ann.client, credential).status == 200);
  BOOST_TEST(sign_in(ann.client, credential).code() == "challenge_expired");
  const Json late = authenticator.get(sign_in_options(ann.client));
  world.pass(Challenges::lifetime_ms);
  BOOST_TEST(sign_in(ann.client, late).code() == "challenge_expired");
}

BOOST_AUTO_TEST_CASE(a_challenge_of_one_host_is_taken_by_another_once) {
  World world;
  Person ann(world, "ann");
  SoftAuthenticator authenticator(-8);
  BOOST_REQUIRE(ann.add(authenticator).status == 201);
  const auto other = world.another();
  const RelyingParty rp{"music.example", "http://music.example", "Veza"};
  const Json credential = authenticator.get(*world.identity().passkeys().request_options({}, rp));
  BOOST_TEST(other->passkeys().prove({}, rp, credential, {}).value() == ann.user.id);
  BOOST_TEST(world.identity().passkeys().prove({}, rp, credential, {}).error().code == "challenge_expired");
}

BOOST_AUTO_TEST_CASE(a_counter_that_goes_back_tells_of_a_copy) {
  World world;
  Person ann(world, "ann");
  SoftAuthenticator authenticator(-7);
  authenticator.counter = 10;
  BOOST_REQUIRE(ann.add(authenticator).status == 201);
  BOOST_TEST(sign_in(ann.client, authenticator).status == 200);  // 12
  for (const uint32_t counter : {0U, 1U, 11U, 12U})
    BOOST_TEST(sign_in(ann.client, authenticator, {.counter = counter}).code() == "passkey_copied", counter);
  BOOST_TEST(audited(world, "identity.passkey.counter_decreased") == 4);
  BOOST_TEST(sign_in(ann.client, authenticator, {.counter = 13}).status == 200);
  BOOST_TEST(sign_in(ann.client, authenticator, {.counter = 0xffffffff}).status == 200);
}

BOOST_AUTO_TEST_CASE(registrations_that_are_refused) {
  World world;
  Person ann(world, "ann"), eve(world, "eve");
  SoftAuthenticator authenticator(-7);
  BOOST_TEST(ann.add(authenticator, {.origin = "http://evil.example"}).code() == "invalid_credential");
  BOOST_TEST(ann.add(authenticator, {.rp_id = "evil.example"}).code() == "invalid_credential");
  BOOST_TEST(ann.add(authenticator, {.cose_algorithm = -35}).code() == "invalid_credential");
  // Neither another session's challenge, nor one for signing in, nor the same twice.
  const Json of_eve = authenticator.create(eve.creation_options());
  BOOST_TEST(ann.call("POST", "account/passkeys", {{"credential", of_eve}}).code() == "challenge_expired");
  Json asked = sign_in_options(ann.client);
  asked["user"] = {{"id", ""}};
  asked["rp"] = {{"id", "music.example"}};
  BOOST_TEST(ann.call("POST", "account/passkeys", {{"credential", authenticator.create(asked)}}).code() ==
             "challenge_expired");
  const Json credential = authenticator.create(ann.creation_options());
  BOOST_TEST(ann.call("POST", "account/passkeys", {{"credential", credential}}).status == 201);
  BOOST_TEST(ann.call("POST", "account/passkeys", {{"credential", credential}}).code() == "challenge_expired");
  BOOST_TEST(eve.add(authenticator).code() == "passkey_known");
  for (const Json& body :
       {Json::object(), Json{{"name", 7}, {"credential", Json::object()}},
        Json{{"name", ""}, {"credential", Json::object()}},
        Json{{"name", std::string(65, 'x')}, {"credential", Json::object()}}, Json{{"name", "x"}, {"credential", "x"}}})
    BOOST_TEST(ann.call("POST", "account/passkeys", body).status == 422, body.dump());
}

BOOST_AUTO_TEST_CASE(an_account_has_so_many_and_no_more) {
  World world;
  Person ann(world, "ann");
  SoftAuthenticator last(-8);
  const Json credential = last.create(ann.creation_options());
  for (size_t i = 0; i < max_passkeys; ++i) {
    SoftAuthenticator authenticator(-8);
    BOOST_REQUIRE(ann.add(authenticator).status == 201);
  }
  BOOST_TEST(ann.call("POST", "account/passkeys/options").code() == "too_many_passkeys");
  BOOST_TEST(ann.call("POST", "account/passkeys", {{"credential", credential}}).code() == "too_many_passkeys");
}

BOOST_AUTO_TEST_CASE(renaming_and_removing_ones_own_only) {
  World world;
  Person ann(world, "ann"), eve(world, "eve");
  SoftAuthenticator authenticator(-8);
  const std::string path = "account/passkeys/" + ann.add(authenticator).body["data"]["id"].get<std::string>();
  BOOST_TEST(eve.call("PATCH", path, {{"name", "mine"}}).status == 404);
  BOOST_TEST(eve.call("DELETE", path).status == 404);
  BOOST_TEST(ann.call("PATCH", path, {{"name", " Phone "}}).status == 204);
  BOOST_TEST(ann.call("GET", "account/factors").body["data"]["passkeys"][0]["name"] == "Phone");
  BOOST_TEST(ann.call("PATCH", path, {{"name", "a\nb"}}).status == 422);
  BOOST_TEST(ann.call("DELETE", path).status == 204);
  BOOST_TEST(ann.call("DELETE", path).status == 404);
  BOOST_TEST(sign_in(ann.client, authenticator).code() == "passkey_unknown");
  BOOST_TEST(ann.login().status == 200);
  BOOST_TEST(world.number("SELECT COUNT(*) FROM identity_backup_codes") == 0);
  BOOST_TEST(audited(world, "identity.passkey.renamed") == 1);
  BOOST_TEST(audited(world, "identity.passkey.removed") == 1);
}

BOOST_AUTO_TEST_CASE(the_last_way_in_stays) {
  World world;
  Person ann(world, "ann");
  SoftAuthenticator one(-8), two(-8);
  const auto added = [&](SoftAuthenticator& authenticator) {
    return "account/passkeys/" + ann.add(authenticator).body["data"]["id"].get<std::string>();
  };
  const std::string first = added(one), second = added(two);
  forget_password(world, ann.user);
  BOOST_TEST(ann.login().code() == "invalid_credentials");
  BOOST_TEST(ann.call("DELETE", first).status == 204);
  BOOST_TEST(ann.call("DELETE", second).code() == "last_way_to_sign_in");
  BOOST_TEST(sign_in(ann.client, two).status == 200);
  // A provider, say.
  world.identity().passkeys().add_way_to_sign_in(
      [](veza::data::Transaction&, std::string_view) -> veza::base::Result<int64_t> { return 1; });
  BOOST_TEST(ann.call("DELETE", second).status == 204);
}

BOOST_AUTO_TEST_CASE(proving_again_who_one_is) {
  World world;
  Person ann(world, "ann"), eve(world, "eve");
  SoftAuthenticator authenticator(-7);
  BOOST_TEST(ann.call("POST", "auth/reauthenticate/options").code() == "no_passkeys");
  BOOST_REQUIRE(ann.add(authenticator).status == 201);
  const RelyingParty rp{"music.example", "http://music.example", "Veza"};
  const auto use = [](const Person& person) {
    return PasskeyUse{
        .purpose = ChallengeFor::reauthentication, .bound_to = person.session.sid, .user_id = person.user.id};
  };
  const auto asked = [&] { return ann.call("POST", "auth/reauthenticate/options").body["data"]["public_key"]; };
  BOOST_TEST(asked()["userVerification"] == "required");
  auto& passkeys = world.identity().passkeys();
  BOOST_TEST(passkeys.prove(use(ann), rp, authenticator.get(asked()), {}).has_value());
  BOOST_TEST(passkeys.prove(use(ann), rp, authenticator.get(asked(), {.flags = present}), {}).error().code ==
             "invalid_credential");
  BOOST_TEST(passkeys.prove(use(eve), rp, authenticator.get(asked()), {}).error().code == "challenge_expired");
  BOOST_TEST(passkeys.prove(use(ann), rp, authenticator.get(sign_in_options(ann.client)), {}).error().code ==
             "challenge_expired");
}

BOOST_AUTO_TEST_CASE(a_site_reached_by_an_address_has_no_passkeys) {
  IdentityConfig config;
  config.url = "http://192.0.2.1:8080";
  World world(config);
  Person ann(world, "ann");
  BOOST_TEST(ann.call("POST", "account/passkeys/options").code() == "passkeys_unavailable");
  BOOST_TEST(ann.client.call("POST", "/api/v1/auth/passkey/options").code() == "passkeys_unavailable");
  BOOST_TEST(ann.login().status == 200);
}

BOOST_AUTO_TEST_CASE(a_site_behind_a_path_is_known_by_its_origin) {
  IdentityConfig config;
  config.url = "https://Music.Example/radio";
  World world(config);
  Person ann(world, "ann");
  SoftAuthenticator authenticator(-7);
  BOOST_TEST(ann.add(authenticator, {.origin = "https://music.example"}).status == 201);
  BOOST_TEST(sign_in(ann.client, authenticator, {.origin = "https://music.example"}).status == 200);
  BOOST_TEST(sign_in(ann.client, authenticator).code() == "invalid_credential");
}

BOOST_AUTO_TEST_SUITE_END()
