// TOTP and backup codes from setting up to signing in, and what does not work.
#include "identity/second_factors.h"

#include <boost/test/unit_test.hpp>
#include <thread>

#include "client.h"
#include "identity/totp.h"
#include "support.h"

using namespace veza::identity;
using veza::base::Json;
using veza::identity::test::Client;
using veza::identity::test::from_base32;
using veza::identity::test::good_password;
using veza::identity::test::Reply;
using veza::identity::test::World;

namespace {

struct Person {
  Client client;
  User user;
  veza::http::PrincipalPtr principal;
  std::string secret;
  std::vector<std::string> backup_codes;

  Person(World& world, const std::string& name) : client(world), user(world.add(name)) { sign_in(); }

  void sign_in() {
    const auto session = client.world.sign_in(user);
    principal = *client.world.identity().tokens().check(session.access_token);
  }
  Reply call(const std::string& method, const std::string& path, const Json& body = nullptr) {
    return client.call(method, "/api/v1/" + path, body, "", principal);
  }
  std::string code(int64_t off = 0) const { return totp_code(secret, client.world.now() / totp_step_ms + off); }
  void enable_totp() {
    const Reply offer = call("POST", "account/totp");
    BOOST_REQUIRE(offer.status == 200);
    secret = from_base32(offer.body["data"]["secret"].get<std::string>());
    const Reply confirmed = call("POST", "account/totp/confirm", {{"code", code()}});
    BOOST_REQUIRE(confirmed.status == 200);
    backup_codes = confirmed.body["data"]["backup_codes"].get<std::vector<std::string>>();
    client.world.pass(totp_step_ms);  // the code just used is spent
  }
  Reply login() {
    return client.call("POST", "/api/v1/auth/login", {{"login", user.username}, {"password", good_password}});
  }
  std::string second_factor_token() {
    const Reply answer = login();
    BOOST_REQUIRE(answer.status == 202);
    return answer.body["data"]["second_factor"]["token"].get<std::string>();
  }
  Reply finish(const std::string& token, const std::string& with) {
    return client.call("POST", "/api/v1/auth/second-factor", {{"token", token}, {"code", with}});
  }
};

std::string wrong(std::string code) {
  code.back() = code.back() == '0' ? '1' : '0';
  return code;
}

int64_t audited(World& world, const std::string& action) {
  return world.number("SELECT COUNT(*) FROM audit_incoming WHERE action = '" + action + "'");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(identity_second_factors)

BOOST_AUTO_TEST_CASE(setting_up_an_app_and_signing_in_with_it) {
  World world;
  Person ann(world, "ann");
  BOOST_TEST(ann.login().status == 200);
  const Reply offer = ann.call("POST", "account/totp");
  BOOST_TEST(offer.body["data"]["qr_svg"].get<std::string>().starts_with("<svg"));
  BOOST_TEST(offer.body["data"]["otpauth_url"].get<std::string>().starts_with("otpauth://totp/Veza:ann?secret="));
  // Not yet: the app may have lost it.
  BOOST_TEST(ann.login().status == 200);
  ann.enable_totp();
  BOOST_TEST(ann.backup_codes.size() == 8U);
  BOOST_TEST(ann.call("POST", "account/totp").code() == "totp_enabled");
  BOOST_TEST(ann.call("GET", "auth/me").body["data"]["factors"]["totp"] == true);
  BOOST_TEST(ann.call("GET", "account/factors").body["data"]["backup_codes_left"] == 8);

  const Reply half = ann.login();
  BOOST_TEST(half.status == 202);
  BOOST_TEST(half.cookies.empty());
  const Json needed = half.body["data"]["second_factor"];
  BOOST_TEST((needed["methods"] == Json{"totp", "backup_code"}));
  BOOST_TEST(needed["expires_in"] == 300);
  const Reply whole = ann.finish(needed["token"].get<std::string>(), ann.code());
  BOOST_TEST(whole.status == 200);
  BOOST_TEST(!whole.cookie("veza_refresh").empty());
  BOOST_TEST(audited(world, "identity.totp.enabled") == 1);
}

BOOST_AUTO_TEST_CASE(the_secret_is_sealed_at_rest) {
  World world;
  Person ann(world, "ann");
  ann.enable_totp();
  const auto row = world.db().row("SELECT secret FROM identity_totp");
  const std::string stored = (**row)[0].string();
  BOOST_TEST(stored.starts_with("k"));
  BOOST_TEST(stored.find(base32(ann.secret)) == std::string::npos);
  // Another account's row cannot hold it.
  Person eve(world, "eve");
  BOOST_REQUIRE(eve.call("POST", "account/totp").status == 200);
  BOOST_REQUIRE(world.db().write([&](veza::data::Transaction& tx) -> veza::base::Status {
    auto moved = tx.execute("UPDATE identity_totp SET secret = $1 WHERE user_id = $2", {stored, eve.user.id});
    return moved ? veza::base::Status() : veza::base::fail(moved.error());
  }));
  eve.secret = ann.secret;
  BOOST_TEST(eve.call("POST", "account/totp/confirm", {{"code", ann.code()}}).status >= 400);
}

BOOST_AUTO_TEST_CASE(a_code_works_once_on_every_host) {
  World world;
  Person ann(world, "ann");
  ann.enable_totp();
  const std::string code = ann.code();
  BOOST_TEST(ann.finish(ann.second_factor_token(), code).status == 200);
  BOOST_TEST(ann.finish(ann.second_factor_token(), code).code() == "invalid_code");
  // Its step is over for another host as well, and so is the one before.
  const auto other = world.another();
  BOOST_TEST(other->second_factors().prove({ann.user.id, "ann"}, code).error().code == "invalid_code");
  BOOST_TEST(other->second_factors().prove({ann.user.id, "ann"}, ann.code(-1)).error().code == "invalid_code");
  BOOST_TEST(other->second_factors().prove({ann.user.id, "ann"}, ann.code(1)).has_value());
}

BOOST_AUTO_TEST_CASE(of_many_at_once_with_one_code_one_gets_in) {
  World world;
  Person ann(world, "ann");
  ann.enable_totp();
  for (const std::string& code : {ann.code(), ann.backup_codes[0]}) {
    std::atomic<int> granted{0};
    std::vector<std::jthread> threads;
    for (int i = 0; i < 5; ++i)
      threads.emplace_back([&] {
        if (world.identity().second_factors().prove({ann.user.id, "ann"}, code)) ++granted;
      });
    threads.clear();
    BOOST_TEST(granted == 1);
  }
}

BOOST_AUTO_TEST_CASE(a_token_starts_one_session_and_not_for_long) {
  World world;
  Person ann(world, "ann");
  ann.enable_totp();
  const std::string token = ann.second_factor_token();
  BOOST_TEST(ann.finish(token, ann.backup_codes[0]).status == 200);
  BOOST_TEST(ann.finish(token, ann.backup_codes[1]).code() == "second_factor_expired");
  BOOST_TEST(ann.finish("nonsense", ann.backup_codes[1]).code() == "second_factor_expired");
  const std::string late = ann.second_factor_token();
  world.pass(PendingSignIns::lifetime_ms);
  BOOST_TEST(ann.finish(late, ann.backup_codes[1]).status == 401);
  // The code was not used up by all that.
  BOOST_TEST(ann.finish(ann.second_factor_token(), ann.backup_codes[1]).status == 200);
}

BOOST_AUTO_TEST_CASE(a_token_is_its_clients_own_and_its_accounts) {
  World world;
  Person ann(world, "ann"), eve(world, "eve");
  ann.enable_totp();
  eve.enable_totp();
  const std::string token = ann.second_factor_token();
  const Json body{{"token", token}, {"code", ann.backup_codes[0]}};
  BOOST_TEST(
      ann.client.call("POST", "/api/v1/auth/second-factor", body, "", veza::http::guest(), "192.0.2.99").code() ==
      "second_factor_expired");
  ann.client.user_agent = "Other/2.0";
  BOOST_TEST(ann.finish(token, ann.backup_codes[0]).code() == "second_factor_expired");
  ann.client.user_agent = "Test/1.0";
  // Eve's own codes do not open Ann's account.
  BOOST_TEST(ann.finish(token, eve.code()).code() == "invalid_code");
  BOOST_TEST(ann.finish(token, eve.backup_codes[0]).code() == "invalid_code");
  const Reply in = ann.finish(token, ann.backup_codes[0]);
  BOOST_TEST(in.body["data"]["user"]["username"] == "ann");
}

BOOST_AUTO_TEST_CASE(guesses_are_few_on_all_hosts_together_and_the_owner_still_gets_in) {
  World world;
  Person ann(world, "ann");
  ann.enable_totp();
  const auto other = world.another();
  int tried = 0;
  for (; tried < 5; ++tried) {
    auto& host = tried % 2 == 0 ? world.identity() : *other;
    BOOST_TEST(host.second_factors().prove({ann.user.id, "ann"}, wrong(ann.code())).error().code == "invalid_code");
  }
  const auto refused = other->second_factors().prove({ann.user.id, "ann"}, ann.code());
  BOOST_REQUIRE(!refused);
  BOOST_TEST(refused.error().status == 429);
  BOOST_TEST(refused.error().retry_after_s > 0);
  BOOST_TEST(ann.finish(ann.second_factor_token(), ann.code()).status == 429);
  BOOST_TEST(audited(world, "identity.second_factor.failed") == 5);
  BOOST_TEST(audited(world, "identity.second_factor.locked") == 1);
  // Whoever that was, it is not known to have been the owner.
  BOOST_TEST(world.number("SELECT COUNT(*) FROM audit_incoming WHERE action LIKE 'identity.second_factor.%' AND "
                          "actor_id = '' AND subject_id = '" +
                          ann.user.id + "'") == 6);
  // What cannot be guessed is not limited.
  BOOST_TEST(ann.finish(ann.second_factor_token(), ann.backup_codes[0]).status == 200);
  world.pass(code_rule.window_ms);
  BOOST_TEST(ann.finish(ann.second_factor_token(), ann.code()).status == 200);
  BOOST_TEST(ann.finish(ann.second_factor_token(), wrong(ann.code(1))).code() == "invalid_code");
}

BOOST_AUTO_TEST_CASE(who_has_the_password_and_guesses_does_not_keep_the_owners_browser_out) {
  World world;
  Person ann(world, "ann"), eve(world, "eve");
  ann.enable_totp();
  eve.enable_totp();
  const auto device = [](const Reply& in) {
    const std::string line = in.cookie("veza_device");
    return line.substr(0, line.find(';'));
  };
  const std::string anns = device(ann.finish(ann.second_factor_token(), ann.backup_codes[0]));
  const std::string eves = device(eve.finish(eve.second_factor_token(), eve.backup_codes[0]));
  const auto finish = [&](const std::string& code, const std::string& cookie) {
    return ann.client.call("POST", "/api/v1/auth/second-factor", {{"token", ann.second_factor_token()}, {"code", code}},
                           cookie);
  };
  for (int i = 0; i < 5; ++i) BOOST_TEST(finish(wrong(ann.code()), "").code() == "invalid_code");
  BOOST_TEST(finish(ann.code(), "").status == 429);
  BOOST_TEST(finish(ann.code(), eves).status == 429, "another account's cookie is none");
  // Nor do the guesses of a session that was stolen.
  for (int i = 0; i < 6; ++i)
    BOOST_TEST(ann.call("POST", "auth/reauthenticate", {{"code", wrong(ann.code())}}).status == (i < 5 ? 422 : 429));
  BOOST_TEST(finish(ann.code(), anns).status == 200);
  world.pass(totp_step_ms);
  for (int i = 0; i < 5; ++i) BOOST_TEST(finish(wrong(ann.code()), anns).code() == "invalid_code");
  BOOST_TEST(finish(ann.code(), anns).status == 429, "it has five as well");
}

BOOST_AUTO_TEST_CASE(a_day_of_guessing_is_twenty_guesses) {
  World world;
  Person ann(world, "ann");
  ann.enable_totp();
  int guesses = 0;
  for (int64_t passed = 0; passed < code_day_rule.window_ms; passed += code_rule.window_ms) {
    for (int i = 0; i < 6; ++i)
      if (world.identity().second_factors().prove({ann.user.id, "ann"}, wrong(ann.code())).error().status == 422)
        ++guesses;
    world.pass(code_rule.window_ms);
  }
  BOOST_TEST(guesses == 20);
}

BOOST_AUTO_TEST_CASE(a_token_bears_ten_attempts) {
  World world;
  Person ann(world, "ann");
  ann.enable_totp();
  const std::string token = ann.second_factor_token();
  for (int i = 0; i < 10; ++i) BOOST_TEST(ann.finish(token, "0000-0000-0000").code() == "invalid_code");
  BOOST_TEST(ann.finish(token, ann.backup_codes[0]).code() == "second_factor_expired");
  BOOST_TEST(ann.call("GET", "account/factors").body["data"]["backup_codes_left"] == 8);
}

BOOST_AUTO_TEST_CASE(backup_codes_are_hashed_and_work_once_and_are_replaced) {
  World world;
  Person ann(world, "ann");
  BOOST_TEST(ann.call("POST", "account/backup-codes").code() == "no_second_factor");
  ann.enable_totp();
  for (const std::string& code : ann.backup_codes)
    BOOST_TEST(world.number("SELECT COUNT(*) FROM identity_backup_codes WHERE code_hash = '" + code + "'") == 0);
  BOOST_TEST(ann.finish(ann.second_factor_token(), ann.backup_codes[3]).status == 200);
  BOOST_TEST(ann.finish(ann.second_factor_token(), ann.backup_codes[3]).code() == "invalid_code");
  BOOST_TEST(audited(world, "identity.backup_code.used") == 1);
  const auto fresh =
      ann.call("POST", "account/backup-codes").body["data"]["backup_codes"].get<std::vector<std::string>>();
  BOOST_TEST(fresh.size() == 8U);
  BOOST_TEST(ann.finish(ann.second_factor_token(), ann.backup_codes[4]).code() == "invalid_code");
  BOOST_TEST(ann.finish(ann.second_factor_token(), fresh[4]).status == 200);
}

BOOST_AUTO_TEST_CASE(removing_the_app_makes_the_password_enough) {
  World world;
  Person ann(world, "ann");
  BOOST_TEST(ann.call("DELETE", "account/totp").status == 404);
  ann.enable_totp();
  BOOST_TEST(ann.call("DELETE", "account/totp").status == 204);
  BOOST_TEST(ann.login().status == 200);
  BOOST_TEST(world.number("SELECT COUNT(*) FROM identity_backup_codes") == 0);
  BOOST_TEST(audited(world, "identity.totp.disabled") == 1);
}

BOOST_AUTO_TEST_CASE(changes_ask_for_a_session_that_is_fresh) {
  World world;
  Person ann(world, "ann");
  ann.enable_totp();
  world.pass(Accounts::fresh_ms);
  for (const auto& [method, path] :
       {std::pair("POST", "account/totp"), std::pair("DELETE", "account/totp"),
        std::pair("POST", "account/backup-codes"), std::pair("POST", "account/passkeys/options"),
        std::pair("DELETE", "account/passkeys/01890000-0000-7000-8000-000000000000")})
    BOOST_TEST(ann.call(method, path).code() == "reauthentication_required", path);
  BOOST_TEST(ann.call("GET", "account/factors").status == 200);
}

BOOST_AUTO_TEST_CASE(confirming_wants_the_code_of_the_newest_secret) {
  World world;
  Person ann(world, "ann");
  BOOST_TEST(ann.call("POST", "account/totp/confirm", {{"code", "123456"}}).code() == "totp_not_offered");
  ann.secret = from_base32(ann.call("POST", "account/totp").body["data"]["secret"].get<std::string>());
  const std::string old = ann.code();
  ann.secret = from_base32(ann.call("POST", "account/totp").body["data"]["secret"].get<std::string>());
  BOOST_TEST(ann.call("POST", "account/totp/confirm", {{"code", old}}).code() == "invalid_code");
  BOOST_TEST(ann.call("POST", "account/totp/confirm", {{"code", ann.code()}}).status == 200);
}

BOOST_AUTO_TEST_CASE(bodies_that_are_wrong) {
  World world;
  Person ann(world, "ann");
  ann.enable_totp();
  const std::string token = ann.second_factor_token();
  for (const Json& body : {Json::object(), Json{{"token", token}}, Json{{"token", 7}, {"code", "1"}},
                           Json{{"token", token}, {"code", 123456}}, Json{{"token", token}, {"code", ""}},
                           Json{{"token", token}, {"code", std::string(41, '1')}}})
    BOOST_TEST(ann.client.call("POST", "/api/v1/auth/second-factor", body).status == 422, body.dump());
  for (const char* code : {"12345", "1234567", "abcdef", "12345\xc2\xb2", "--"})
    BOOST_TEST(ann.finish(token, code).code() == "invalid_code", code);
}

BOOST_AUTO_TEST_CASE(a_new_password_ends_sign_ins_that_are_half_done) {
  World world;
  Person ann(world, "ann");
  ann.enable_totp();
  const std::string token = ann.second_factor_token();
  BOOST_REQUIRE(world.accounts().set_password(ann.user.id, "an entirely new phrase"));
  BOOST_TEST(ann.finish(token, ann.backup_codes[0]).code() == "second_factor_expired");
  BOOST_TEST(world.number("SELECT COUNT(*) FROM identity_backup_codes WHERE used_at IS NOT NULL") == 0);
}

BOOST_AUTO_TEST_CASE(the_owner_hears_of_somebody_who_has_the_password_and_guesses) {
  World world({}, true);
  Person ann(world, "ann");
  BOOST_TEST(ann.call("POST", "account/totp").code() == "email_unverified");
  BOOST_REQUIRE(world.db().write([&](veza::data::Transaction& tx) -> veza::base::Status {
    auto done = tx.execute("UPDATE identity_users SET email_verified_at = 1 WHERE id = $1", {ann.user.id});
    return done ? veza::base::Status() : veza::base::fail(done.error());
  }));
  ann.enable_totp();
  const auto letters = [&] {
    std::vector<veza::mail::Message> found;
    for (const auto& mail : world.mails())
      if (mail.kind == "identity.second_factor_failed") found.push_back(mail);
    return found;
  };
  ann.client.user_agent = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0";
  const std::string token = ann.second_factor_token();
  for (int i = 0; i < 2; ++i) BOOST_TEST(ann.finish(token, wrong(ann.code())).status == 401);
  BOOST_TEST(letters().empty(), "people mistype");
  ann.finish(token, wrong(ann.code()));
  BOOST_REQUIRE(letters().size() == 1U);
  const auto letter = letters().front();
  BOOST_TEST(letter.to == "ann@example.org");
  BOOST_TEST(letter.user_id == ann.user.id);
  for (const char* told : {"your right password", "3 times", "192.0.2.1", "Firefox on Linux"})
    BOOST_TEST(letter.text.find(told) != std::string::npos, told);
  for (int i = 0; i < 4; ++i) ann.finish(token, wrong(ann.code()));
  BOOST_TEST(letters().size() == 1U, "one an hour");
  world.pass(SignInWarnings::apart_ms);
  // What a stranger writes into his User-Agent is not passed on.
  ann.client.user_agent = "Visit:evil.example\xff";
  ann.finish(ann.second_factor_token(), "0000-0000-0000");
  BOOST_REQUIRE(letters().size() == 2U);
  BOOST_TEST(letters().back().text.find("evil.example") == std::string::npos);
  // Whoever is signed in and mistypes alarms nobody.
  world.pass(SignInWarnings::apart_ms);
  BOOST_TEST(ann.call("POST", "auth/reauthenticate", {{"code", "0000-0000-0000"}}).code() == "invalid_code");
  BOOST_TEST(letters().size() == 2U);
}

BOOST_AUTO_TEST_CASE(whoever_runs_the_site_takes_them_away) {
  World world;
  Person ann(world, "ann");
  ann.enable_totp();
  const auto before = world.identity().second_factors().reset(ann.user.id, {.id = "", .username = "command line"});
  BOOST_REQUIRE(before);
  BOOST_TEST(before->totp);
  BOOST_TEST(ann.login().status == 200);
  BOOST_TEST(audited(world, "identity.factors.reset") == 1);
  BOOST_TEST(world.identity().second_factors().reset("nobody", {}).error().status == 404);
}

BOOST_AUTO_TEST_SUITE_END()
