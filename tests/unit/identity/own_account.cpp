// What somebody who is signed in does with password, address and sessions.
#include <boost/test/unit_test.hpp>

#include "client.h"
#include "identity/device_cookie.h"
#include "identity/device_name.h"
#include "identity/mail_text.h"

namespace veza::identity::test {
namespace {

const std::string new_password = "an entirely new phrase";
constexpr int64_t quarter_ms = 15 * 60'000;

struct Fixture {
  World world{{}, true};
  Client client{world};
  User ann = world.add("ann");
  SignedIn here = world.sign_in(ann), phone = world.sign_in(ann, true);

  http::PrincipalPtr principal(const SignedIn& session) {
    return *world.identity().tokens().check(session.access_token);
  }
  bool alive(const SignedIn& session) { return world.identity().tokens().check(session.access_token).has_value(); }
  Reply call(const std::string& method, const std::string& path, const Json& body = nullptr) {
    return client.call(method, "/api/v1/" + path, body, "", principal(here));
  }
  int64_t audited(const std::string& action) {
    return world.number("SELECT COUNT(*) FROM audit_incoming WHERE action = '" + action + "'");
  }
  // Time passes, and the tokens with it.
  void grow_stale() {
    world.pass(quarter_ms);
    here = *world.accounts().refresh(here.refresh_token, {});
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(identity_own_account, Fixture)

BOOST_AUTO_TEST_CASE(sessions_are_listed_and_ended_one_by_one) {
  const Reply listed = call("GET", "account/sessions");
  BOOST_TEST(listed.status == 200);
  BOOST_REQUIRE(listed.body["data"].size() == 2U);
  for (const auto& session : listed.body["data"]) {
    BOOST_TEST(session["current"] == (session["id"] == here.sid));
    BOOST_TEST(session["remember"] == (session["id"] == phone.sid));
    BOOST_TEST(session["ip"] == "192.0.2.7");
    BOOST_TEST(session["user_agent"] == "Test/1.0");
    BOOST_TEST(session["device"] == "Test");
    for (const char* hidden : {"refresh_hash", "user_id"}) BOOST_TEST(!session.contains(hidden));
  }
  BOOST_TEST(call("DELETE", "account/sessions/" + phone.sid).status == 204);
  BOOST_TEST(!alive(phone));
  BOOST_TEST(alive(here));
  BOOST_TEST(call("GET", "account/sessions").body["data"].size() == 1U);
  BOOST_TEST(call("DELETE", "account/sessions/" + phone.sid).status == 204, "that it is over is no error");
  BOOST_TEST(audited("identity.session.ended") == 1);
}

BOOST_AUTO_TEST_CASE(somebody_elses_session_is_none) {
  const SignedIn bens = world.sign_in(world.add("ben"));
  for (const std::string& id : {bens.sid, std::string("018f2f6e-0000-7000-8000-000000000001"), std::string("x")})
    BOOST_TEST(call("DELETE", "account/sessions/" + id).status == 404, id);
  BOOST_TEST(alive(bens));
  BOOST_TEST(call("GET", "account/sessions").body["data"].size() == 2U);
}

BOOST_AUTO_TEST_CASE(all_others_are_ended_at_once) {
  const SignedIn bens = world.sign_in(world.add("ben"));
  BOOST_TEST(call("DELETE", "account/sessions").status == 204);
  BOOST_TEST(alive(here));
  BOOST_TEST(!alive(phone));
  BOOST_TEST(alive(bens));
  BOOST_TEST(audited("identity.session.others_ended") == 1);
}

BOOST_AUTO_TEST_CASE(a_new_password_needs_a_fresh_session) {
  grow_stale();
  for (const char* path : {"account/password", "account/email"})
    BOOST_TEST(call("PUT", path, {{"password", new_password}, {"email", "new@example.org"}}).code() ==
               "reauthentication_required");
  BOOST_TEST(call("POST", "auth/reauthenticate", {{"password", "wrong wrong wrong"}}).code() == "invalid_credentials");
  BOOST_TEST(call("PUT", "account/password", {{"password", new_password}}).code() == "reauthentication_required");
  BOOST_TEST(call("POST", "auth/reauthenticate", {{"password", good_password}}).status == 204);
  BOOST_TEST(audited("identity.session.reauthenticated") == 1);
  phone = *world.accounts().refresh(phone.refresh_token, {});
  BOOST_TEST(call("PUT", "account/password", {{"password", "short"}}).status == 422);
  BOOST_TEST(call("PUT", "account/password", {{"password", new_password}}).status == 204);
  BOOST_TEST(alive(here));
  BOOST_TEST(!alive(phone));
  BOOST_TEST(world.mail("password_changed").to == "ann@example.org");
  BOOST_TEST(audited("identity.password.changed") == 1);
  BOOST_TEST(call("POST", "auth/reauthenticate", {{"password", new_password}}).status == 204);
}

BOOST_AUTO_TEST_CASE(guesses_at_reauthenticating_are_the_sessions_own) {
  for (int i = 0; i < 5; ++i)
    BOOST_TEST(call("POST", "auth/reauthenticate", {{"password", "wrong wrong wrong"}}).status == 422);
  BOOST_TEST(call("POST", "auth/reauthenticate", {{"password", good_password}}).status == 429);
  here = phone;
  BOOST_TEST(call("POST", "auth/reauthenticate", {{"password", good_password}}).status == 204);
  const Json login{{"login", "ann"}, {"password", good_password}};
  BOOST_TEST(client.call("POST", "/api/v1/auth/login", login).status == 200);
}

BOOST_AUTO_TEST_CASE(reauthenticating_takes_one_proof) {
  for (const Json& body : {Json::object(), Json{{"password", good_password}, {"code", "123456"}}, Json{{"password", 7}},
                           Json{{"credential", "text"}}, Json{{"password", ""}}})
    BOOST_TEST(call("POST", "auth/reauthenticate", body).status == 422, body.dump());
}

BOOST_AUTO_TEST_CASE(a_new_password_voids_the_links_that_were_mailed) {
  client.call("POST", "/api/v1/auth/password/forgot", {{"email", "ann@example.org"}});
  const std::string key = World::key(world.mail("password_reset"));
  BOOST_TEST(call("PUT", "account/password", {{"password", new_password}}).status == 204);
  BOOST_TEST(
      client.call("POST", "/api/v1/auth/password/reset", {{"token", key}, {"password", "a third phrase"}}).code() ==
      "link_invalid");
}

BOOST_AUTO_TEST_CASE(a_new_address_counts_once_it_is_confirmed) {
  BOOST_TEST(call("PUT", "account/email", {{"email", "New@example.org"}}).status == 202);
  const auto asked = world.mail("verify_email", 2);
  BOOST_TEST(asked.to == "New@example.org");
  const auto notice = world.mail("email_changing");
  BOOST_TEST(notice.to == "ann@example.org");
  BOOST_TEST(notice.text.find("New@example.org") != std::string::npos);
  BOOST_TEST(world.accounts().find(ann.id)->email == "ann@example.org");
  client.call("POST", "/api/v1/auth/password/forgot", {{"email", "ann@example.org"}});
  const std::string reset = World::key(world.mail("password_reset"));
  BOOST_TEST(client.call("POST", "/api/v1/auth/verify-email", {{"token", World::key(asked)}}).status == 204);
  const User changed = *world.accounts().find(ann.id);
  BOOST_TEST(changed.email == "New@example.org");
  BOOST_TEST(changed.email_verified);
  BOOST_TEST(audited("identity.email.change_requested") == 1);
  BOOST_TEST(audited("identity.email.changed") == 1);
  BOOST_TEST(
      client.call("POST", "/api/v1/auth/password/reset", {{"token", reset}, {"password", new_password}}).code() ==
      "link_invalid");
}

BOOST_AUTO_TEST_CASE(a_new_password_stops_a_change_of_address) {
  BOOST_TEST(call("PUT", "account/email", {{"email", "thief@example.org"}}).status == 202);
  const std::string key = World::key(world.mail("verify_email", 2));
  BOOST_TEST(call("PUT", "account/password", {{"password", new_password}}).status == 204);
  BOOST_TEST(client.call("POST", "/api/v1/auth/verify-email", {{"token", key}}).code() == "link_invalid");
  BOOST_TEST(world.accounts().find(ann.id)->email == "ann@example.org");
}

BOOST_AUTO_TEST_CASE(addresses_belong_to_one_account) {
  world.add("ben");
  BOOST_TEST(call("PUT", "account/email", {{"email", "BEN@example.org"}}).code() == "email_taken");
  BOOST_TEST(call("PUT", "account/email", {{"email", "cleo@example.org"}}).status == 202);
  const std::string key = World::key(world.mail("verify_email", 3));
  world.add("cleo");
  BOOST_TEST(client.call("POST", "/api/v1/auth/verify-email", {{"token", key}}).code() == "email_taken");
  for (const char* email : {"", "nobody", "a@b.org\r\nBcc: c@d.org", "a@b.org,c@d.org"})
    BOOST_TEST(call("PUT", "account/email", {{"email", email}}).status == 422, email);
}

BOOST_AUTO_TEST_CASE(without_mail_the_address_changes_at_once) {
  World quiet;
  Client other(quiet);
  const User ben = quiet.add("ben");
  const auto who = *quiet.identity().tokens().check(quiet.sign_in(ben).access_token);
  BOOST_TEST(other.call("PUT", "/api/v1/account/email", {{"email", "new@example.org"}}, "", who).status == 202);
  BOOST_TEST(quiet.accounts().find(ben.id)->email == "new@example.org");
  BOOST_TEST(!quiet.accounts().find(ben.id)->email_verified);
}

BOOST_AUTO_TEST_CASE(a_browser_that_signed_in_is_known) {
  const Json right{{"login", "ann"}, {"password", good_password}}, wrong{{"login", "ann"}, {"password", "wrong wrong"}};
  const Reply in = client.call("POST", "/api/v1/auth/login", right);
  const std::string line = in.cookie("veza_device");
  BOOST_TEST(line.find("HttpOnly; SameSite=Strict") != std::string::npos);
  const std::string cookie = line.substr(0, line.find(';'));
  BOOST_TEST(client.call("POST", "/api/v1/auth/login", right, cookie).cookie("veza_device").empty(), "it has one");
  for (int i = 0; i < 9; ++i)
    client.call("POST", "/api/v1/auth/login", wrong, "", http::guest(), "198.51.100." + std::to_string(i));
  const auto from = [&](const std::string& ip, const std::string& with) {
    return client.call("POST", "/api/v1/auth/login", right, with, http::guest(), ip).status;
  };
  BOOST_TEST(from("203.0.113.9", "") == 429, "a stranger waits");
  BOOST_TEST(from("203.0.113.9", "veza_device=invented.invented") == 429);
  BOOST_TEST(from("203.0.113.9", cookie) == 200, "the browser does not");
  BOOST_TEST(from("192.0.2.7", "") == 200, "nor does an address the account signed in from");
  BOOST_TEST(from("203.0.113.9", "") == 200, "which this one is by now");
}

BOOST_AUTO_TEST_CASE(device_cookies_hold_for_one_account) {
  const DeviceCookies cookies(std::string(32, 'k')), others(std::string(32, 'o'));
  const std::string cookie = cookies.make("one");
  BOOST_TEST(cookies.device("one", cookie).value() == cookie.substr(0, cookie.find('.')));
  BOOST_TEST(!cookies.device("two", cookie));
  BOOST_TEST(!others.device("one", cookie));
  BOOST_TEST(!cookies.device("", cookies.make("")));
  for (const std::string& bad : {std::string(), std::string("."), cookie + "x", "x" + cookie, std::string(200, 'a'),
                                 cookie.substr(0, cookie.find('.')), cookie.substr(0, cookie.size() - 1)})
    BOOST_TEST(!cookies.device("one", bad), bad);
}

BOOST_AUTO_TEST_CASE(devices_have_names) {
  for (const auto& [agent, named] : std::initializer_list<std::pair<const char*, const char*>>{
           {"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux"},
           {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 "
            "Safari/537.36 "
            "Edg/126.0",
            "Edge on Windows"},
           {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/17.5 "
            "Mobile/15E148 Safari/604.1",
            "Safari on iPhone"},
           {"Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36",
            "Chrome on Android"},
           {"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
            "Safari/605.1.15",
            "Safari on macOS"},
           {"curl/7.88.1", "curl"},
           {"", "Unknown device"}})
    BOOST_TEST(device_name(agent) == named);
  BOOST_TEST(device_name(std::string(1000, 'x')).size() == 40U);
}

BOOST_AUTO_TEST_CASE(what_people_are_called_stays_words) {
  const MailText text{"Subject\r\nBcc: c@d.org", "Hello <b>ann</b>,", {"a & b"}, "Press \"here\"", "https://x/#k", {}};
  const auto mail = write_mail(text, "a@b.org", "test", "Ours\r\nBcc: <script>", "https://x");
  BOOST_TEST(mail.subject == "Subject  Bcc: c@d.org");
  BOOST_TEST(mail::check(mail).has_value());
  BOOST_TEST(mail.html.find("<b>ann") == std::string::npos);
  BOOST_TEST(mail.html.find("<script>") == std::string::npos);
  BOOST_TEST(mail.html.find("a &amp; b") != std::string::npos);
  BOOST_TEST(mail.html.find("Press &quot;here&quot;") != std::string::npos);
  BOOST_TEST(mail.text.find("\r") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace veza::identity::test
