// What an account's owner is told when something was done to it.
#include <boost/test/unit_test.hpp>

#include "client.h"
#include "identity/personal_tokens.h"
#include "identity/totp.h"
#include "soft_authenticator.h"

namespace veza::identity::test {
namespace {

const char* const firefox = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0";

struct Fixture {
  World world{{}, true};
  Client client{world};
  User ann = world.add("ann");
  http::PrincipalPtr principal;

  Fixture() {
    BOOST_REQUIRE(world.accounts().confirm_email(ann.id));
    principal = *world.identity().tokens().check(world.sign_in(ann).access_token);
    client.user_agent = firefox;
  }
  Reply call(const std::string& method, const std::string& path, const Json& body = nullptr) {
    return client.call(method, "/api/v1/" + path, body, "", principal);
  }
  std::vector<mail::Message> letters(const std::string& kind) {
    std::vector<mail::Message> found;
    for (const auto& mail : world.mails())
      if (mail.kind == "identity." + kind) found.push_back(mail);
    return found;
  }
  // The one letter since this was last asked.
  std::string told() {
    const auto all = letters("account_changed");
    BOOST_REQUIRE_MESSAGE(all.size() == ++heard, "letters: " << all.size());
    BOOST_TEST(all.back().to == "ann@example.org");
    BOOST_TEST(all.back().user_id == ann.id);
    return all.back().subject + "\n" + all.back().text;
  }
  void set_up_totp() {
    const Reply offer = call("POST", "account/totp");
    BOOST_REQUIRE(offer.status == 200);
    const auto secret = from_base32(offer.body["data"]["secret"].get<std::string>());
    const auto code = totp_code(secret, world.now() / totp_step_ms);
    BOOST_REQUIRE(call("POST", "account/totp/confirm", {{"code", code}}).status == 200);
  }
  std::string add_passkey(const std::string& name) {
    SoftAuthenticator authenticator(-7);
    const Json options = call("POST", "account/passkeys/options").body["data"]["public_key"];
    const Reply added =
        call("POST", "account/passkeys", {{"name", name}, {"credential", authenticator.create(options, {})}});
    BOOST_REQUIRE_MESSAGE(added.status == 201, added.body.dump());
    return added.body["data"]["id"].get<std::string>();
  }
  size_t heard = 0;
};

bool has(const std::string& text, std::string_view words) { return text.find(words) != std::string::npos; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(identity_notices, Fixture)

BOOST_AUTO_TEST_CASE(each_change_of_how_one_signs_in_is_told) {
  set_up_totp();
  BOOST_TEST(letters("account_changed").empty(), "more safety is no alarm");
  BOOST_TEST(call("DELETE", "account/totp").status == 204);
  BOOST_TEST(has(told(), "the authenticator app was taken off"));
  const std::string id = add_passkey("Visit evil.example");
  const std::string added = told();
  BOOST_TEST(has(added, "a passkey was added"));
  BOOST_TEST(has(added, "from 192.0.2.1 with Firefox on Linux"));
  BOOST_TEST(!has(added, "evil.example"), "what somebody who got in writes is not passed on");
  BOOST_TEST(call("DELETE", "account/passkeys/" + id).status == 204);
  BOOST_TEST(has(told(), "a passkey was taken off"));
  BOOST_TEST(call("DELETE", "account/passkeys/" + id).status == 404);
  const Json wanted{{"name", "evil.example"}, {"scopes", {"account:read"}}, {"expires_in_days", 1}};
  BOOST_TEST(call("POST", "account/tokens", wanted).status == 201);
  const std::string made = told();
  BOOST_TEST(has(made, "a personal access token was made"));
  BOOST_TEST(!has(made, "evil.example"));
  BOOST_TEST(!has(made, "vzp_"));
  BOOST_TEST(
      call("POST", "account/tokens", {{"name", "x"}, {"scopes", Json::array()}, {"expires_in_days", 1}}).status == 422);
  BOOST_TEST(letters("account_changed").size() == heard, "what was refused is not told");
}

BOOST_AUTO_TEST_CASE(what_whoever_runs_the_site_does_is_told) {
  set_up_totp();
  const FactorOwner site{"", "command line", {}, ""};
  BOOST_REQUIRE(world.identity().second_factors().reset(ann.id, site));
  const std::string reset = told();
  BOOST_TEST(has(reset, "whoever runs the site"));
  BOOST_TEST(!has(reset, "It was done from"));
  BOOST_REQUIRE(world.identity().second_factors().reset(ann.id, site));
  BOOST_TEST(letters("account_changed").size() == heard, "nothing was taken away");
  BOOST_TEST(letters("password_changed").empty());
  BOOST_REQUIRE(world.accounts().set_password(ann.id, "an entirely new phrase"));
  BOOST_TEST(letters("password_changed").size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_address_before_hears_when_another_takes_its_place) {
  BOOST_TEST(call("PUT", "account/email", {{"email", "new@example.org"}}).status == 202);
  BOOST_TEST(letters("email_changed").empty());
  const auto asked = world.mail("verify_email", 2);
  BOOST_TEST(client.call("POST", "/api/v1/auth/verify-email", {{"token", World::key(asked)}}).status == 204);
  const auto told = letters("email_changed");
  BOOST_REQUIRE(told.size() == 1U);
  BOOST_TEST(told[0].to == "ann@example.org");
  BOOST_TEST(told[0].user_id == ann.id);
  BOOST_TEST(has(told[0].text, "new@example.org"));
}

BOOST_AUTO_TEST_CASE(the_address_an_account_has_is_confirmed_without_more_letters) {
  const User ben = world.add("ben");
  const auto asked = world.mail("verify_email", 2);
  BOOST_TEST(asked.to == ben.email);
  BOOST_TEST(client.call("POST", "/api/v1/auth/verify-email", {{"token", World::key(asked)}}).status == 204);
  BOOST_TEST(letters("email_changed").empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::identity::test
