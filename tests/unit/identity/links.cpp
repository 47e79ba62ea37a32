// Mailed links: a forgotten password, signing in without one, confirming an address.
#include <boost/test/unit_test.hpp>
#include <thread>

#include "client.h"
#include "identity/mail_tokens.h"

namespace veza::identity::test {
namespace {

const std::string new_password = "an entirely new phrase";

struct Fixture {
  World world{{}, true};
  Client client{world};

  Reply post(const std::string& path, const Json& body, const std::string& ip = "192.0.2.1",
             http::PrincipalPtr principal = http::guest()) {
    return client.call("POST", "/api/v1/auth/" + path, body, "", std::move(principal), ip);
  }
  int login(const std::string& password) {
    return post("login", {{"login", "ann"}, {"password", password}}, "203.0.113.7").status;
  }
  http::PrincipalPtr principal(const SignedIn& session) {
    return *world.identity().tokens().check(session.access_token);
  }
  int64_t audited(const std::string& action) {
    return world.number("SELECT COUNT(*) FROM audit_incoming WHERE action = '" + action + "'");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(identity_links, Fixture)

BOOST_AUTO_TEST_CASE(a_forgotten_password) {
  const User ann = world.add("ann");
  const SignedIn before = world.sign_in(ann);
  const Reply asked = post("password/forgot", {{"email", "ANN@example.org"}});
  BOOST_TEST(asked.status == 202);
  BOOST_TEST(asked.body.is_null());
  const auto mail = world.mail("password_reset");
  BOOST_TEST(mail.to == "ann@example.org");
  BOOST_TEST(mail.text.find("https://music.example/reset-password#") != std::string::npos);
  BOOST_TEST(mail.expires_at == world.now() + 3'600'000);
  const std::string key = World::key(mail);
  BOOST_TEST(world.number("SELECT COUNT(*) FROM identity_mail_tokens WHERE token_hash = '" + key + "'") == 0);

  // A password that is not good enough leaves the link good.
  const Reply weak = post("password/reset", {{"token", key}, {"password", "password1234"}});
  BOOST_TEST(weak.status == 422);
  BOOST_TEST(weak.body["error"]["details"][0]["field"] == "password");
  BOOST_TEST(post("password/reset", {{"token", key}, {"password", new_password}}).status == 204);
  BOOST_TEST(login(good_password) == 401);
  BOOST_TEST(login(new_password) == 200);
  BOOST_TEST(!world.identity().tokens().check(before.access_token), "every session is over");
  BOOST_TEST(world.mail("password_changed").to == "ann@example.org");
  BOOST_TEST(audited("identity.password.reset_requested") == 1);
  BOOST_TEST(audited("identity.password.reset") == 1);
  BOOST_TEST(world.accounts().find(ann.id)->email_verified, "whoever read the mail has the address");

  const Reply again = post("password/reset", {{"token", key}, {"password", "yet another phrase"}});
  BOOST_TEST(again.status == 400);
  BOOST_TEST(again.code() == "link_invalid");
  BOOST_TEST(login(new_password) == 200);
}

BOOST_AUTO_TEST_CASE(links_end_with_their_time) {
  world.add("ann");
  post("password/forgot", {{"email", "ann@example.org"}});
  post("magic-link", {{"email", "ann@example.org"}});
  const std::string reset = World::key(world.mail("password_reset")), magic = World::key(world.mail("magic_link"));
  const std::string verify = World::key(world.mail("verify_email"));
  world.pass(15 * 60'000);
  BOOST_TEST(post("magic-link/sign-in", {{"token", magic}}).code() == "link_invalid");
  world.pass(45 * 60'000);
  BOOST_TEST(post("password/reset", {{"token", reset}, {"password", new_password}}).code() == "link_invalid");
  world.pass(23 * 3'600'000);
  BOOST_TEST(post("verify-email", {{"token", verify}}).code() == "link_invalid");
}

BOOST_AUTO_TEST_CASE(a_link_is_good_for_its_own_purpose_only) {
  world.add("ann");
  post("password/forgot", {{"email", "ann@example.org"}});
  post("magic-link", {{"email", "ann@example.org"}});
  const std::string reset = World::key(world.mail("password_reset")), magic = World::key(world.mail("magic_link"));
  const std::string verify = World::key(world.mail("verify_email"));
  for (const auto& key : {reset, verify, std::string("invented"), std::string(64, 'a')})
    BOOST_TEST(post("magic-link/sign-in", {{"token", key}}).code() == "link_invalid");
  for (const auto& key : {magic, verify})
    BOOST_TEST(post("password/reset", {{"token", key}, {"password", new_password}}).code() == "link_invalid");
  for (const auto& key : {magic, reset}) BOOST_TEST(post("verify-email", {{"token", key}}).code() == "link_invalid");
}

BOOST_AUTO_TEST_CASE(signing_in_by_a_link_works_once_for_one_of_many) {
  const User ann = world.add("ann");
  post("magic-link", {{"email", "ann@example.org"}, {"remember_me", true}});
  const std::string key = World::key(world.mail("magic_link"));
  std::atomic<int> in{0}, out{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 6; ++i)
      threads.emplace_back([&] {
        const auto taken = world.accounts().take_magic_link(key, {});
        ++(taken ? in : out);
        if (taken) BOOST_TEST((taken->remember && taken->user.id == ann.id));
      });
  }
  BOOST_TEST(in == 1);
  BOOST_TEST(out == 5);
}

BOOST_AUTO_TEST_CASE(a_link_signs_in_and_proves_the_address) {
  const User ann = world.add("ann");
  const SignedIn stranger = world.sign_in(ann);
  post("magic-link", {{"email", "ann@example.org"}});
  const auto mail = world.mail("magic_link");
  BOOST_TEST(mail.text.find("had not been confirmed yet") != std::string::npos);
  const Reply in = post("magic-link/sign-in", {{"token", World::key(mail)}});
  BOOST_TEST(in.status == 200);
  BOOST_TEST(in.body["data"]["user"]["id"] == ann.id);
  BOOST_TEST(in.body["data"]["user"]["email_verified"] == true);
  BOOST_TEST(!in.cookie("veza_device").empty());
  BOOST_TEST(!world.identity().tokens().check(stranger.access_token), "who made the account may be somebody else");
  BOOST_TEST(login(good_password) == 401, "and may know the password");
  // From now on others stay signed in.
  const SignedIn phone = world.sign_in(*world.accounts().find(ann.id));
  post("magic-link", {{"email", "ann@example.org"}}, "192.0.2.2");
  const auto second = world.mail("magic_link", 2);
  BOOST_TEST(second.text.find("had not been confirmed yet") == std::string::npos);
  BOOST_TEST(post("magic-link/sign-in", {{"token", World::key(second)}}).status == 200);
  BOOST_TEST(world.identity().tokens().check(phone.access_token).has_value());
}

BOOST_AUTO_TEST_CASE(nobody_learns_whether_there_is_an_account) {
  world.add("ann");
  for (const char* path : {"password/forgot", "magic-link"}) {
    const Reply known = post(path, {{"email", "ann@example.org"}}, "192.0.2.50");
    const Reply unknown = post(path, {{"email", "nobody@example.org"}}, "192.0.2.51");
    BOOST_TEST(known.status == unknown.status);
    BOOST_TEST(known.body == unknown.body);
  }
  world.settle();
  for (const auto& mail : world.mails()) BOOST_TEST(mail.to == "ann@example.org");
  BOOST_TEST(world.mails().size() == 3U);
  // The limit is the same for both, too.
  for (const char* email : {"ann@example.org", "nobody@example.org"}) {
    int last = 0;
    for (int i = 0; i < 4; ++i) last = post("magic-link", {{"email", email}}, "198.51.100." + std::to_string(i)).status;
    BOOST_TEST(last == 429, email);
  }
}

BOOST_AUTO_TEST_CASE(a_site_without_mail_answers_alike_and_makes_no_keys) {
  World quiet;
  Client other(quiet);
  const User ann = quiet.add("ann");
  for (const char* path : {"/api/v1/auth/password/forgot", "/api/v1/auth/magic-link"})
    BOOST_TEST(other.call("POST", path, {{"email", "ann@example.org"}}).status == 202);
  BOOST_TEST(quiet.number("SELECT COUNT(*) FROM identity_mail_tokens") == 0);
  const auto me = *quiet.identity().tokens().check(quiet.sign_in(ann).access_token);
  BOOST_TEST(other.call("POST", "/api/v1/auth/verify-email/resend", nullptr, "", me).status == 202);
  BOOST_TEST(other.call("GET", "/api/v1/auth/me", nullptr, "", me).body["data"]["mail_configured"] == false);
  BOOST_TEST(client.call("GET", "/api/v1/auth/me", nullptr, "", principal(world.sign_in(world.add("ben"))))
                 .body["data"]["mail_configured"] == true);
}

BOOST_AUTO_TEST_CASE(confirming_an_address) {
  const User ann = world.add("ann");
  BOOST_TEST(!ann.email_verified);
  const auto who = principal(world.sign_in(ann));
  BOOST_TEST(client.call("GET", "/api/v1/auth/me", nullptr, "", who).body["data"]["email_verified"] == false);
  const std::string first = World::key(world.mail("verify_email"));
  BOOST_TEST(client.call("POST", "/api/v1/auth/verify-email/resend", nullptr, "", who).status == 202);
  const std::string second = World::key(world.mail("verify_email", 2));
  BOOST_TEST(post("verify-email", {{"token", second}}).status == 204);
  BOOST_TEST(client.call("GET", "/api/v1/auth/me", nullptr, "", who).body["data"]["email_verified"] == true);
  BOOST_TEST(post("verify-email", {{"token", second}}).code() == "link_invalid");
  BOOST_TEST(post("verify-email", {{"token", first}}).status == 204, "the one that came late harms nobody");
  BOOST_TEST(client.call("POST", "/api/v1/auth/verify-email/resend", nullptr, "", who).status == 202);
  BOOST_TEST(world.mails().size() == 2U, "nothing is left to confirm");
  BOOST_TEST(client.call("POST", "/api/v1/auth/verify-email/resend", nullptr, "", who).status == 202);
  BOOST_TEST(client.call("POST", "/api/v1/auth/verify-email/resend", nullptr, "", who).status == 429);
}

BOOST_AUTO_TEST_CASE(bodies_that_are_wrong) {
  for (const char* path : {"password/forgot", "password/reset", "magic-link", "magic-link/sign-in", "verify-email"}) {
    for (const char* body : {"[]", "null", "{", "\"x\"", "\xff"}) BOOST_TEST(post(path, body).status == 400, path);
    for (const char* body :
         {"{}", R"({"email":7,"token":7,"password":7})", R"({"email":"nobody","token":"","password":"x"})",
          R"({"email":"a@b.org\r\nBcc: c@d.org","token":[],"password":""})",
          R"({"email":"a@b.org, c@d.org","token":{},"password":null})"})
      BOOST_TEST(post(path, body).status == 422, std::string(path) + body);
    BOOST_TEST(
        post(path, {{"email", std::string(500, 'a')}, {"token", std::string(500, 'a')}, {"password", "x"}}).status ==
            422,
        path);
  }
  world.settle();
  BOOST_TEST(world.mails().empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::identity::test
