// The whole plugin over a host in memory: browsers go to providers and come back.
#include <boost/test/unit_test.hpp>
#include <veza/id.hpp>
#include <veza/testing/fake_host.hpp>

#include "rules/bytes.h"
#include "rules/url.h"
#include "signer.h"

extern "C" veza_status veza_plugin_entry_v1(const veza_host* host, veza_plugin* plugin);

namespace {
using namespace veza;
using namespace veza::testing;
namespace oauth = veza::oauth;

const std::string issuer = "https://id.example";

Json settings() {
  return {{"providers",
           {{{"id", "ours"},
             {"name", "Our login"},
             {"issuer", issuer},
             {"client_id", "veza"},
             {"client_secret", "hush"},
             {"algorithms", {"ES256"}},
             {"roles", {{"claim", "groups"}, {"map", {{"crew", "moderator"}}}}}},
            {{"id", "github"}, {"kind", "github"}, {"client_id", "hub"}, {"client_secret", "hush"}},
            {{"id", "broken"}, {"client_id", "x"}}}},
          {"proxy_header", "Remote-User"},
          {"proxy_networks", {"10.0.0.0/8"}}};
}

// Both providers at once, as the plugin fetches from them.
struct World {
  World() : host(VEZA_PLUGIN_FOLDER, settings()) {
    host.outbound.answer = [this](const Fetch& fetch) { return answer(fetch); };
    host.accounts.all[mona.id] = {mona.id, "mona", "mona@example.org", "user", {"password"}};
    host.start(&veza_plugin_entry_v1);
  }

  Fetched answer(const Fetch& fetch) {
    const auto json = [](const Json& body, int status = 200) { return Fetched{status, "", {}, body.dump()}; };
    if (fetch.url == issuer + "/.well-known/openid-configuration") {
      return json({{"issuer", says_issuer},
                   {"authorization_endpoint", issuer + "/authorize"},
                   {"token_endpoint", issuer + "/token"},
                   {"jwks_uri", issuer + "/keys"},
                   {"end_session_endpoint", issuer + "/bye"},
                   {"authorization_response_iss_parameter_supported", true}});
    }
    if (fetch.url == issuer + "/keys") return json({{"keys", {signer->jwk()}}});
    if (fetch.url == issuer + "/token") {
      if (token_status != 200) return json({{"error", "invalid_grant"}}, token_status);
      Json body{
          {"access_token", "at"}, {"refresh_token", "rt"}, {"expires_in", 60}, {"id_token", signer->sign(claims)}};
      return json(body);
    }
    if (fetch.url == "https://github.com/login/oauth/access_token") return json({{"access_token", "gt"}});
    if (fetch.url == "https://api.github.com/user") return json({{"id", 5}, {"login", "hubber"}});
    if (fetch.url == "https://api.github.com/user/emails")
      return json({{{"email", hub_email}, {"primary", true}, {"verified", hub_verified}}});
    throw Error(VEZA_E_UNAVAILABLE, "nobody is there");
  }

  Reply send(const std::string& method, const std::string& target, const User& who = {},
             const std::string& cookie = "") {
    FakeRequest request;
    request.method = method;
    request.target = target;
    request.session = session;
    if (!cookie.empty()) request.headers["cookie"] = cookie;
    return host.http.send(request.as(who));
  }

  // A browser's journey up to the provider's page.
  struct Away {
    std::string url, cookie;
    std::string parameter(const std::string& name) const { return *detail_http::query(url, name); }
    std::string state() const { return parameter("state"); }
  };
  static Away away(const Reply& reply, const std::string& url) {
    const std::string cookie = reply.header("set-cookie");
    return {url, cookie.substr(0, cookie.find(';'))};
  }
  Away leave(const std::string& provider, const std::string& return_to = "/library") {
    const auto reply =
        send("GET", "/api/v1/auth/oauth/" + provider + "/start?return_to=" + oauth::percent_encode(return_to));
    BOOST_REQUIRE_MESSAGE(reply.status == 302, reply.body);
    return away(reply, reply.header("location"));
  }
  // …and back with whatever the provider says.
  std::string come_back(const std::string& provider, const Away& away, const std::string& more = "&code=c",
                        const User& who = {}) {
    return come_back_with(provider, away, away.state(), away.cookie, more, who);
  }
  std::string come_back_with(const std::string& provider, const Away& away, const std::string& state,
                             const std::string& cookie, const std::string& more = "&code=c", const User& who = {}) {
    if (provider == "ours") claims["nonce"] = nonce.empty() ? away.parameter("nonce") : nonce;
    const std::string iss = provider == "ours" ? "&iss=" + oauth::percent_encode(sent_issuer) : "";
    last = send("GET", "/api/v1/auth/oauth/" + provider + "/callback?state=" + state + iss + more, who, cookie);
    BOOST_TEST(last.status == 302, last.body);
    return last.header("location");
  }
  std::string sign_in(const std::string& provider) { return come_back(provider, leave(provider)); }

  int64_t rows(const std::string& table) {
    int64_t count = 0;
    Db(host.handle()).query("SELECT COUNT(*) FROM " + table, {}, [&](const Row& row) { count = row.integer(0); });
    return count;
  }

  const User mona{new_id(), "mona", "user", {"account:manage", "account:read"}};
  std::string session, nonce, sent_issuer = issuer, says_issuer = issuer, hub_email = "hub@example.org";
  bool hub_verified = true;
  int token_status = 200;
  std::unique_ptr<oauth::test::Signer> signer = std::make_unique<oauth::test::Signer>("ES256", "k1");
  Json claims{{"iss", issuer},
              {"aud", "veza"},
              {"sub", "s1"},
              {"iat", now_ms() / 1000},
              {"exp", now_ms() / 1000 + 300},
              {"email", "new@example.org"},
              {"email_verified", true},
              {"preferred_username", "newcomer"}};
  Reply last;
  FakeHost host;
};
}  // namespace

BOOST_FIXTURE_TEST_SUITE(plugin, World)

BOOST_AUTO_TEST_CASE(the_sound_providers_are_listed_and_the_broken_one_is_said) {
  const Json all = send("GET", "/api/v1/auth/providers").data();
  BOOST_REQUIRE(all.size() == 2U);
  BOOST_TEST(all[0] == (Json{{"id", "ours"}, {"name", "Our login"}, {"kind", "oidc"}}));
  bool said = false;
  for (const auto& line : host.log.lines()) {
    said = said || line.find("\"broken\"") != line.npos;
    BOOST_TEST(line.find("hush") == line.npos);
  }
  BOOST_TEST(said);
  BOOST_TEST(send("GET", "/api/v1/auth/oauth/broken/start").header("location") == "/sign-in?error=not_found");
}

BOOST_AUTO_TEST_CASE(a_newcomer_gets_an_account_and_comes_back_to_it) {
  const auto gone = leave("ours");
  BOOST_TEST(gone.url.starts_with(issuer + "/authorize?response_type=code&client_id=veza&"));
  BOOST_TEST(gone.parameter("redirect_uri") == "https://site.example/api/v1/auth/oauth/ours/callback");
  BOOST_TEST(gone.parameter("code_challenge_method") == "S256");
  BOOST_TEST(gone.cookie.starts_with("__Host-veza_oauth="));
  BOOST_TEST(come_back("ours", gone) == "/library");
  BOOST_TEST(last.header("set-cookie").starts_with("session="));
  BOOST_TEST(last.header("cache-control") == "no-store");
  BOOST_TEST(host.accounts.all.size() == 2U);
  BOOST_TEST(rows("auth_oauth_links") == 1);
  // The code went with the verifier of the challenge, and the secret as Basic.
  const auto& asked = host.outbound.asked;
  const auto token = std::find_if(asked.begin(), asked.end(), [](const Fetch& f) { return f.url.ends_with("/token"); });
  BOOST_REQUIRE(token != asked.end());
  const std::string verifier = *detail_http::query("?" + token->body, "code_verifier");
  BOOST_TEST(oauth::pkce_challenge(verifier) == gone.parameter("code_challenge"));
  BOOST_TEST(token->body.find("hush") == token->body.npos);
  // Again: the same account, by the link.
  claims["email"] = "changed@example.org";
  BOOST_TEST(sign_in("ours") == "/library");
  BOOST_TEST(host.accounts.all.size() == 2U);
  BOOST_TEST(rows("auth_oauth_links") == 1);
}

BOOST_AUTO_TEST_CASE(another_issuer_under_the_same_id_opens_no_account) {
  sign_in("ours");
  // As if the link had been made at the one the site had before.
  Db(host.handle()).write([](const Tx& tx) {
    tx.execute("UPDATE auth_oauth_links SET issuer = 'https://before.example'");
  });
  BOOST_TEST(sign_in("ours").find("error=account_exists") != std::string::npos, "whose subject it is says its issuer");
  BOOST_TEST(rows("auth_oauth_links") == 1);
}

BOOST_AUTO_TEST_CASE(what_is_stored_is_sealed) {
  sign_in("ours");
  Db(host.handle()).query("SELECT tokens FROM auth_oauth_links", {}, [](const Row& row) {
    BOOST_TEST(row.text(0).find("\"rt\"") == std::string::npos);
  });
  Db(host.handle()).query("SELECT id_token FROM auth_oauth_sessions", {}, [&](const Row& row) {
    BOOST_TEST(row.text(0).find("eyJ") == std::string::npos);
  });
}

BOOST_AUTO_TEST_CASE(a_state_works_once_in_the_browser_it_was_given_to) {
  const std::string failed = "/sign-in?error=";
  const auto gone = leave("ours");
  BOOST_TEST(come_back_with("ours", gone, gone.state(), "") == failed + "state_mismatch");
  const auto other = leave("ours");
  BOOST_TEST(come_back_with("ours", other, other.state(), gone.cookie) == failed + "state_mismatch");
  BOOST_TEST(come_back_with("ours", other, other.state(), other.cookie) == failed + "state_unknown", "ended already");
  const auto good = leave("ours");
  BOOST_TEST(come_back("ours", good) == "/library");
  BOOST_TEST(come_back("ours", good) == failed + "state_unknown", "replayed");
  BOOST_TEST(come_back_with("ours", good, oauth::random_token(), good.cookie) == failed + "state_unknown");
  BOOST_TEST(come_back_with("ours", good, "", good.cookie) == failed + "state_unknown");
  const auto late = leave("ours");
  host.kv.now_ms += 10 * 60'000 + 1;
  BOOST_TEST(come_back("ours", late) == failed + "state_unknown");
  BOOST_TEST(host.accounts.all.size() == 2U);
}

BOOST_AUTO_TEST_CASE(two_tabs_of_a_browser_do_not_disturb_each_other) {
  const auto first = leave("ours");
  const auto reply = send("GET", "/api/v1/auth/oauth/github/start", {}, first.cookie);
  const auto second = away(reply, reply.header("location"));
  BOOST_TEST(first.cookie == second.cookie);
  BOOST_TEST(come_back("ours", first) == "/library");
  BOOST_TEST(come_back("github", second) == "/");
}

BOOST_AUTO_TEST_CASE(an_answer_of_another_provider_is_not_taken) {
  const auto gone = leave("ours");
  BOOST_TEST(come_back("github", gone) == "/sign-in?error=wrong_provider");
  sent_issuer = "https://evil.example";
  BOOST_TEST(sign_in("ours") == "/sign-in?error=wrong_provider");
  BOOST_TEST(host.accounts.all.size() == 1U);
}

BOOST_AUTO_TEST_CASE(nobody_is_sent_to_another_site) {
  for (const char* bad : {"//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"}) {
    const auto gone = leave("github", bad);
    BOOST_TEST(come_back("github", gone) == "/");
  }
}

BOOST_AUTO_TEST_CASE(a_token_that_is_not_right_signs_nobody_in) {
  const std::string failed = "/sign-in?error=token_invalid";
  const Json good = claims;
  for (const Json& change : {Json{{"aud", "other"}}, Json{{"iss", "https://evil.example"}}, Json{{"exp", 1}},
                             Json{{"sub", ""}}, Json{{"azp", "other"}}}) {
    claims = good;
    claims.update(change);
    BOOST_TEST(sign_in("ours") == failed, change);
  }
  claims = good;
  nonce = "another";
  BOOST_TEST(sign_in("ours") == failed);
  nonce.clear();
  signer = std::make_unique<oauth::test::Signer>("RS256", "k1");
  BOOST_TEST(sign_in("ours") == failed, "an algorithm that was not configured");
  BOOST_TEST(host.accounts.all.size() == 1U);
}

BOOST_AUTO_TEST_CASE(keys_turned_over_are_fetched_once_more) {
  BOOST_TEST(sign_in("ours") == "/library");
  signer = std::make_unique<oauth::test::Signer>("ES256", "k2");
  BOOST_TEST(sign_in("ours") == "/library");
  const auto& asked = host.outbound.asked;
  BOOST_TEST(std::count_if(asked.begin(), asked.end(), [](const Fetch& f) { return f.url.ends_with("/keys"); }) == 2);
}

BOOST_AUTO_TEST_CASE(a_provider_that_fails_is_a_code) {
  BOOST_TEST(come_back("ours", leave("ours"), "&error=access_denied") == "/sign-in?error=provider_denied");
  BOOST_TEST(come_back("ours", leave("ours"), "&error=server_error") == "/sign-in?error=provider_refused");
  BOOST_TEST(come_back("ours", leave("ours"), "") == "/sign-in?error=provider_refused");
  token_status = 400;
  BOOST_TEST(sign_in("ours") == "/sign-in?error=provider_refused");
  token_status = 500;
  BOOST_TEST(sign_in("ours") == "/sign-in?error=provider_unavailable");
}

BOOST_AUTO_TEST_CASE(a_configuration_of_another_issuer_is_not_used) {
  says_issuer = "https://evil.example";
  BOOST_TEST(send("GET", "/api/v1/auth/oauth/ours/start").header("location") == "/sign-in?error=provider_unavailable");
}

BOOST_AUTO_TEST_CASE(no_account_is_taken_over_by_an_address) {
  for (const bool verified : {true, false}) {
    hub_email = "mona@example.org";
    hub_verified = verified;
    BOOST_TEST(sign_in("github") == "/sign-in?error=account_exists");
  }
  hub_email = "somebody@example.org";
  BOOST_TEST(sign_in("github") == "/sign-in?error=email_unverified");
  hub_email = "";
  hub_verified = true;
  BOOST_TEST(sign_in("github") == "/sign-in?error=email_missing");
  hub_email = "somebody@example.org";
  host.accounts.closed = true;
  BOOST_TEST(sign_in("github") == "/sign-in?error=sign_up_closed");
  BOOST_TEST(rows("auth_oauth_links") == 0);
  BOOST_TEST(host.accounts.sessions.empty());
}

BOOST_AUTO_TEST_CASE(linking_needs_a_fresh_session_and_opens_the_account_from_then_on) {
  const std::string target = "/api/v1/account/links/github";
  BOOST_TEST(send("POST", target).status == 401);
  host.accounts.fresh = false;
  BOOST_TEST(send("POST", target, mona).error_code() == "reauthentication_required");
  host.accounts.fresh = true;
  BOOST_TEST(send("POST", "/api/v1/account/links/nobody", mona).status == 404);
  const auto begun = send("POST", target, mona);
  const auto gone = away(begun, begun.data().at("url"));
  hub_email = "mona@example.org";
  hub_verified = false;
  BOOST_TEST(come_back("github", gone, "&code=c", mona) == "/account/links");
  const Json links = send("GET", "/api/v1/account/links", mona).data();
  BOOST_REQUIRE(links.size() == 1U);
  BOOST_TEST(links[0]["provider"] == "github");
  BOOST_TEST(links[0]["name"] == "hubber");
  BOOST_TEST(!links[0].contains("tokens"));
  BOOST_TEST(sign_in("github") == "/library");
  BOOST_TEST(host.accounts.sessions.contains(mona.id));
  // Somebody else cannot link the same, nor undo this one.
  const User nick{new_id(), "nick", "user", {"account:manage", "account:read"}};
  host.accounts.all[nick.id] = {nick.id, "nick", "nick@example.org", "user", {"password"}};
  host.accounts.all[nick.id].email_verified = false;
  BOOST_TEST(send("POST", target, nick).error_code() == "email_unverified");
  host.accounts.all[nick.id].email_verified = true;
  const auto again = send("POST", target, nick);
  BOOST_TEST(come_back("github", away(again, again.data().at("url")), "&code=c", nick) ==
             "/account/links?error=link_taken");
  const std::string one = "/api/v1/account/links/" + links[0]["id"].get<std::string>();
  BOOST_TEST(send("DELETE", one, nick).status == 404);
  host.accounts.fresh = false;
  BOOST_TEST(send("DELETE", one, mona).status == 403);
  host.accounts.fresh = true;
  host.accounts.all[mona.id].ways.clear();
  BOOST_TEST(send("DELETE", one, mona).error_code() == "last_way_to_sign_in");
  BOOST_TEST(rows("auth_oauth_links") == 1, "and stays");
  // A link at a provider the site has no more opens nothing.
  Db(host.handle()).write([&](const Tx& tx) {
    tx.execute(
        "INSERT INTO auth_oauth_links SELECT 'gone', user_id, 'gone', issuer, subject, name, email, tokens, "
        "tokens_expire_at, linked_at, used_at FROM auth_oauth_links");
  });
  BOOST_TEST(send("DELETE", one, mona).error_code() == "last_way_to_sign_in");
  Db(host.handle()).write([](const Tx& tx) { tx.execute("DELETE FROM auth_oauth_links WHERE id = 'gone'"); });
  host.accounts.all[mona.id].ways = {"passkey"};
  BOOST_TEST(send("DELETE", one, mona).status == 204);
  BOOST_TEST(host.audit.entries.back().action == "auth-oauth.link.removed");
  BOOST_TEST(host.audit.entries.back().before["provider"] == "github");
  BOOST_TEST(send("DELETE", one, mona).status == 404);
  BOOST_TEST(rows("auth_oauth_links") == 0);
}

BOOST_AUTO_TEST_CASE(a_link_is_for_whoever_asked_for_it) {
  const auto begun = send("POST", "/api/v1/account/links/github", mona);
  const User nick{new_id(), "nick", "user", {"account:manage", "account:read"}};
  BOOST_TEST(come_back("github", away(begun, begun.data().at("url")), "&code=c", nick) ==
             "/account/links?error=wrong_account");
  BOOST_TEST(rows("auth_oauth_links") == 0);
}

BOOST_AUTO_TEST_CASE(a_link_that_a_stolen_session_began_ends_with_it) {
  session = "stolen";
  const auto begun = send("POST", "/api/v1/account/links/github", mona);
  host.accounts.end_session("stolen");
  BOOST_TEST(come_back("github", away(begun, begun.data().at("url"))) == "/account/links?error=session_ended");
  BOOST_TEST(rows("auth_oauth_links") == 0);
}

BOOST_AUTO_TEST_CASE(the_host_hears_of_links_as_ways_to_sign_in) {
  const auto ways = [&] {
    int64_t count = 0;
    Db(host.handle()).write([&](const Tx& tx) { count = host.accounts.ways_to_sign_in(tx, mona.id); });
    return count;
  };
  BOOST_TEST(ways() == 1);
  const auto begun = send("POST", "/api/v1/account/links/github", mona);
  come_back("github", away(begun, begun.data().at("url")), "&code=c", mona);
  BOOST_TEST(ways() == 2);
}

BOOST_AUTO_TEST_CASE(what_a_provider_writes_into_the_address_is_not_repeated) {
  const std::string markup = "%3Cscript%3Ealert(1)%3C%2Fscript%3E";
  BOOST_TEST(
      come_back("ours", leave("ours"), "&error=" + markup + "&error_description=" + markup + "&error_uri=" + markup) ==
      "/sign-in?error=provider_refused");
  BOOST_TEST(last.body.find("script") == std::string::npos);
  for (const auto& line : host.log.lines()) BOOST_TEST(line.find("script") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_second_factor_is_asked_for) {
  sign_in("github");
  std::string id;
  for (const auto& [each, account] : host.accounts.all) id = account.username == "hubber" ? each : id;
  host.accounts.second_factor.insert(id);
  BOOST_TEST(sign_in("github") == "/second-factor?next=%2Flibrary#token=second-" + id + "&methods=totp");
  BOOST_TEST(last.header("set-cookie") == "");
}

BOOST_AUTO_TEST_CASE(claims_give_roles) {
  claims["groups"] = {"crew"};
  sign_in("ours");
  bool found = false;
  for (const auto& [id, account] : host.accounts.all) found = found || account.role == "moderator";
  BOOST_TEST(found);
}

BOOST_AUTO_TEST_CASE(signing_out_leads_to_the_provider) {
  const auto url = [&] { return send("GET", "/api/v1/auth/oauth/logout-url", mona).data().at("url"); };
  BOOST_TEST(url().is_null());
  sign_in("ours");
  session = host.accounts.sessions.begin()->second;
  const std::string there = url();
  BOOST_TEST(there.starts_with(issuer + "/bye?id_token_hint=ey"));
  BOOST_TEST(*detail_http::query(there, "post_logout_redirect_uri") == "https://site.example/");
  // What is known of a session goes when it is over, with the next that begins.
  host.accounts.end_session(session);
  sign_in("ours");
  BOOST_TEST(url().is_null());
  BOOST_TEST(rows("auth_oauth_sessions") == 1);
}

BOOST_AUTO_TEST_CASE(a_proxys_header_counts_from_its_network_only) {
  FakeRequest request;
  request.method = "POST";
  request.target = "/api/v1/auth/proxy";
  request.headers["remote-user"] = "mona";
  request.client_ip = "10.0.0.9";  // what headers say does not matter
  BOOST_TEST(host.http.send(request).error_code() == "proxy_not_trusted");
  request.peer_ip = "10.0.0.9";
  BOOST_TEST(host.http.send(request).header("set-cookie").starts_with("session="));
  request.headers["remote-user"] = "nobody";
  BOOST_TEST(host.http.send(request).error_code() == "no_account");
  request.headers.erase("remote-user");
  BOOST_TEST(host.http.send(request).error_code() == "proxy_says_nobody");
  request.headers["remote-user"] = "mona";
  host.accounts.second_factor.insert(mona.id);
  BOOST_TEST(host.http.send(request).status == 202);
}

BOOST_AUTO_TEST_CASE(expired_tokens_are_refreshed_and_refused_ones_given_up) {
  sign_in("ours");
  const auto waiting = [&] {
    return rows("auth_oauth_links WHERE tokens_expire_at IS NOT NULL AND tokens_expire_at < " +
                std::to_string(now_ms()));
  };
  const auto due = [&] {
    Db(host.handle()).write([](const Tx& tx) { tx.execute("UPDATE auth_oauth_links SET tokens_expire_at = 1", {}); });
    BOOST_TEST(waiting() == 1);
    host.jobs.strike("refresh");
    host.jobs.run_all();
  };
  due();
  BOOST_TEST(waiting() == 0, "refreshed");
  BOOST_TEST(host.outbound.asked.back().body.find("grant_type=refresh_token&refresh_token=rt") == 0U);
  token_status = 500;
  due();
  BOOST_TEST(waiting() == 1, "tried again the next night");
  token_status = 400;
  due();
  BOOST_TEST(rows("auth_oauth_links WHERE tokens_expire_at IS NULL") == 1);
}

BOOST_AUTO_TEST_SUITE_END()
