// Settings, what providers say about themselves and about people, and what their token endpoints give.
#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "jose/jwk.h"
#include "provider/metadata.h"
#include "provider/person.h"
#include "provider/tokens.h"
#include "settings.h"

using namespace veza;
using namespace veza::oauth;

namespace {

std::string read_file(const std::string& path) {
  if (path == "/secret") return "from a file\n";
  if (path == "/empty") return "\n";
  throw std::runtime_error("names a file that cannot be read");
}

const Json oidc{{"id", "ours"}, {"issuer", "https://id.example"}, {"client_id", "veza"}, {"client_secret", "hush"}};
const Json github{{"id", "github"}, {"kind", "github"}, {"client_id", "veza"}, {"client_secret", "hush"}};

std::string problem(Json provider, const Json& change = Json::object()) {
  provider.update(change);
  const auto parsed = parse_provider(provider, &read_file);
  const auto* text = std::get_if<std::string>(&parsed);
  return text ? *text : "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(providers)

BOOST_AUTO_TEST_CASE(a_sound_provider_is_read) {
  const auto made = std::get<Provider>(parse_provider(oidc, &read_file));
  BOOST_TEST(made.name == "ours");
  BOOST_TEST((made.algorithms == std::vector<std::string>{"RS256"}));
  BOOST_TEST((made.scopes == std::vector<std::string>{"openid", "email", "profile"}));
  BOOST_TEST(!made.trust_email);
  BOOST_TEST(!made.trust_second_factor);
  BOOST_TEST(std::get<Provider>(parse_provider(github, &read_file)).endpoints.user == "https://api.github.com/user");
  Json with_file = oidc;
  with_file.erase("client_secret");
  BOOST_TEST(problem(with_file) == "", "a public client");
  with_file["client_secret_file"] = "/secret";
  BOOST_TEST(std::get<Provider>(parse_provider(with_file, &read_file)).client_secret == "from a file");
}

BOOST_AUTO_TEST_CASE(a_wrong_one_is_named_with_what_is_wrong_and_without_its_secret) {
  struct Case {
    Json provider, change;
    const char* says;
  };
  const Case table[] = {
      {oidc, {{"id", "Ours"}}, "id must be"},
      {oidc, {{"id", ""}}, "id must be"},
      {oidc, {{"id", "a/b"}}, "id must be"},
      {oidc, {{"id", 5}}, "id must be a text"},
      {oidc, {{"kind", "saml"}}, "kind must be"},
      {oidc, {{"issuer", "http://id.example"}}, "issuer must be"},
      {oidc, {{"issuer", "https://id.example/?a"}}, "issuer must be"},
      {oidc, {{"issuer", "https://id.example/#a"}}, "issuer must be"},
      {oidc, {{"issuer", "id.example"}}, "issuer must be"},
      {oidc, {{"client_id", ""}}, "client_id must be"},
      {oidc, {{"client_secret_file", "/secret"}}, "choose one"},
      {oidc, {{"scopes", {"email"}}}, "must hold openid"},
      {oidc, {{"scopes", "openid"}}, "scopes must be a list"},
      {oidc, {{"algorithms", {"HS256"}}}, "algorithms must be"},
      {oidc, {{"algorithms", {"RS256", "none"}}}, "algorithms must be"},
      {oidc, {{"algorithms", Json::array()}}, "algorithms must be"},
      {oidc, {{"sign_up", "yes"}}, "sign_up must be"},
      {oidc, {{"authorize_url", "https://x.example"}}, "authorize_url is not known"},
      {oidc, {{"clientid", "x"}}, "clientid is not known"},
      {oidc, {{"roles", {{"claim", "groups"}}}}, "needs claim and map"},
      {oidc, {{"roles", {{"map", {{"a", "user"}}}}}}, "needs claim and map"},
      {oidc, {{"roles", {{"claim", "groups"}, {"map", {{"a", "admin"}}}}}}, "allow_admin"},
      {oidc, {{"roles", {{"claim", "groups"}, {"map", {{"a", "guest"}}}}}}, "must be a role"},
      {oidc, {{"roles", {{"claim", "groups"}, {"map", {{"a", "user"}}}, {"x", 1}}}}, "roles.x is not known"},
      {github, {{"token_url", "http://github.example/token"}}, "token_url must be"},
      {github, {{"issuer", "https://github.com"}}, "issuer is not known"},
      {github, {{"client_secret", ""}}, "client_secret must be"},
  };
  for (const auto& each : table) {
    const std::string said = problem(each.provider, each.change);
    BOOST_TEST(said.find(each.says) != std::string::npos, said + " / " + each.says);
    BOOST_TEST(said.find("hush") == std::string::npos);
  }
  Json no_secret = github;
  no_secret.erase("client_secret");
  BOOST_TEST(problem(no_secret).find("client_secret is missing") != std::string::npos);
  for (const char* file : {"/nothing", "/empty"}) {
    no_secret["client_secret_file"] = file;
    BOOST_TEST(problem(no_secret).find("client_secret_file names") != std::string::npos);
  }
  BOOST_TEST(!std::holds_alternative<Provider>(parse_provider(Json("text"), &read_file)));
  BOOST_TEST(problem(oidc, {{"roles", {{"claim", "groups"}, {"map", {{"a", "admin"}}}, {"allow_admin", true}}}}) == "");
}

BOOST_AUTO_TEST_CASE(a_wrong_provider_leaves_the_others) {
  Json wrong = oidc;
  wrong["issuer"] = "nothing";
  const auto read = read_settings({{"providers", {github, wrong, oidc, oidc, "text"}}}, &read_file);
  BOOST_TEST(read.providers.size() == 2U);
  BOOST_TEST(read.faults.size() == 3U);
  BOOST_TEST(read.proxy.header.empty());
}

BOOST_AUTO_TEST_CASE(a_proxy_needs_networks) {
  const auto proxy = [](const Json& header, const Json& networks) {
    return read_settings({{"proxy_header", header}, {"proxy_networks", networks}}, &read_file);
  };
  BOOST_TEST(proxy("Remote-User", {"127.0.0.1", "10.0.0.0/8"}).proxy.networks.size() == 2U);
  for (const auto& off : {proxy("Remote-User", Json::array()), proxy("Remote-User", {"everywhere"}),
                          proxy("Remote User", {"127.0.0.1"}), proxy("X:Y", {"127.0.0.1"})}) {
    BOOST_TEST(off.proxy.header.empty());
    BOOST_TEST(off.faults.size() == 1U);
  }
  BOOST_TEST(proxy("", Json::array()).faults.empty());
}

BOOST_AUTO_TEST_CASE(discovery_is_believed_of_its_own_issuer_only) {
  const Json document{{"issuer", "https://id.example"},
                      {"authorization_endpoint", "https://id.example/authorize"},
                      {"token_endpoint", "https://id.example/token"},
                      {"jwks_uri", "https://id.example/keys"},
                      {"userinfo_endpoint", "https://id.example/me"},
                      {"token_endpoint_auth_methods_supported", {"client_secret_post"}},
                      {"authorization_response_iss_parameter_supported", true}};
  const auto parse = [&](const Json& change) {
    Json changed = document;
    changed.update(change);
    return parse_metadata(changed.dump(), "https://id.example");
  };
  const auto good = std::get<Metadata>(parse(Json::object()));
  BOOST_TEST(good.token == "https://id.example/token");
  BOOST_TEST(good.end_session == "");
  BOOST_TEST(good.sends_iss);
  BOOST_TEST(!good.basic_auth);
  for (const Json& change :
       {Json{{"issuer", "https://evil.example"}}, Json{{"issuer", "https://id.example/"}}, Json{{"issuer", nullptr}},
        Json{{"token_endpoint", "http://id.example/token"}}, Json{{"token_endpoint", nullptr}}, Json{{"jwks_uri", 5}},
        Json{{"authorization_endpoint", "javascript:alert(1)"}}, Json{{"userinfo_endpoint", "file:///etc/passwd"}}})
    BOOST_TEST(std::holds_alternative<std::string>(parse(change)), change);
  for (const char* none : {"", "[]", "null", "<html>"})
    BOOST_TEST(std::holds_alternative<std::string>(parse_metadata(none, "https://id.example")));
  const auto urls = metadata_urls("https://id.example/realms/a/");
  BOOST_TEST(urls[0] == "https://id.example/realms/a/.well-known/openid-configuration");
  BOOST_TEST(urls[1] == "https://id.example/.well-known/oauth-authorization-server/realms/a");
  BOOST_TEST(metadata_urls("https://id.example")[1] == "https://id.example/.well-known/oauth-authorization-server");
}

// Values as deep as the largest answer holds: whoever copies or compares one goes down on the stack.
BOOST_AUTO_TEST_CASE(what_is_nested_beyond_reason_is_no_json) {
  const std::string deep = std::string(500'000, '[') + std::string(500'000, ']');
  const std::string id = "https://id.example";
  const auto with = [&](const std::string& name) { return "{\"" + name + "\":" + deep + "}"; };
  BOOST_TEST(std::get<std::string>(parse_metadata(with("issuer"), id)) == "is no JSON object");
  BOOST_TEST(std::get<std::string>(parse_tokens(with("access_token"), 1)) == "no JSON object");
  BOOST_TEST(!tokens_from_text(with("access")));
  BOOST_TEST(!parse_jwks(with("keys")).has_value());
  BOOST_TEST(parse_json(std::string(64, '[') + std::string(64, ']')).is_array());
  BOOST_TEST(parse_json(std::string(66, '[') + std::string(66, ']')).is_discarded());
}

BOOST_AUTO_TEST_CASE(names_are_names) {
  const std::string bell = "mo\ana", nul("mo\0na", 5);
  for (const auto& odd : {bell, nul, std::string("a\r\nb"), std::string(300, 'x')}) {
    const auto person = person_from_claims({{"sub", "1"}, {"preferred_username", odd}, {"name", "Mona"}}, Json());
    BOOST_TEST(person.username == "Mona", odd);
    BOOST_TEST(!person_from_spotify({{"id", odd}}), odd);
  }
}

BOOST_AUTO_TEST_CASE(tokens_are_read_and_kept) {
  const auto tokens = std::get<Tokens>(
      parse_tokens(R"({"access_token":"a","refresh_token":"r","id_token":"i","expires_in":60})", 1000));
  BOOST_TEST(tokens.id_token == "i");
  BOOST_TEST(tokens.expires_ms == 61'000);
  const auto kept = tokens_from_text(to_text(tokens));
  BOOST_REQUIRE(kept);
  BOOST_TEST(kept->refresh == "r");
  BOOST_TEST(kept->id_token == "", "kept with the session, not here");
  BOOST_TEST(std::get<Tokens>(parse_tokens(R"({"access_token":"a","expires_in":-5})", 1)).expires_ms == 0);
  for (const char* bad : {"", "[]", "access_token=a", R"({"error":"invalid_grant"})", R"({"access_token":""})",
                          R"({"access_token":5})", R"({"id_token":"i"})"})
    BOOST_TEST(std::holds_alternative<std::string>(parse_tokens(bad, 1)), bad);
  BOOST_TEST(std::get<std::string>(parse_tokens(R"({"error":"<b>x\n"})", 1)) == "error _b_x_");
  for (const char* bad : {"", "[]", "{}", R"({"access":""})"}) BOOST_TEST(!tokens_from_text(bad));
}

BOOST_AUTO_TEST_CASE(addresses_count_when_the_provider_has_verified_them) {
  const auto open = [](const Json& claims, const Json& more = Json()) { return person_from_claims(claims, more); };
  BOOST_TEST(open({{"sub", "1"}, {"email", "a@b.example"}, {"email_verified", true}}).email_verified);
  BOOST_TEST(open({{"sub", "1"}, {"email", "a@b.example"}, {"email_verified", "true"}}).email_verified);
  for (const Json& no : {Json(false), Json("false"), Json(1), Json("yes"), Json()})
    BOOST_TEST(!open({{"sub", "1"}, {"email", "a@b.example"}, {"email_verified", no}}).email_verified);
  BOOST_TEST(!open({{"sub", "1"}, {"email_verified", true}}).email_verified);
  // The userinfo endpoint adds, of the same subject, and never a verdict on another address.
  BOOST_TEST(open({{"sub", "1"}}, {{"sub", "1"}, {"email", "a@b.example"}, {"email_verified", true}}).email_verified);
  BOOST_TEST(open({{"sub", "1"}}, {{"sub", "2"}, {"email", "a@b.example"}, {"email_verified", true}}).email == "");
  BOOST_TEST(!open({{"sub", "1"}, {"email", "x@y.example"}}, {{"sub", "1"}, {"email_verified", true}}).email_verified);
  const auto split = open({{"sub", "1"}, {"email_verified", true}},
                          {{"sub", "1"}, {"email", "x@y.example"}, {"email_verified", false}});
  BOOST_TEST(split.email == "x@y.example");
  BOOST_TEST(!split.email_verified, "the verdict is the id_token's, the address is not");
  BOOST_TEST(!open({{"sub", "1"}, {"email_verified", true}}, {{"sub", "1"}, {"email", "x@y.example"}}).email_verified);
  BOOST_TEST(open({{"sub", "1"}, {"name", "Mona"}, {"preferred_username", "mona"}}).username == "mona");

  const Json emails{{{"email", "old@b.example"}, {"primary", false}, {"verified", true}},
                    {{"email", "a@b.example"}, {"primary", true}, {"verified", true}}};
  const auto hub = person_from_github({{"id", 5}, {"login", "mona"}, {"email", "public@b.example"}}, emails);
  BOOST_REQUIRE(hub);
  BOOST_TEST(hub->subject == "5");
  BOOST_TEST(hub->email == "a@b.example");
  BOOST_TEST(hub->email_verified);
  Json unverified = emails;
  unverified[1]["verified"] = false;
  BOOST_TEST(!person_from_github({{"id", 5}, {"login", "mona"}}, unverified)->email_verified);
  BOOST_TEST(person_from_github({{"id", 5}}, Json::array())->email == "");
  BOOST_TEST(!person_from_github({{"login", "mona"}}, emails));
  BOOST_TEST(!person_from_github({{"id", 5}}, Json{{"message", "no"}}));
  BOOST_TEST(!person_from_github(Json::array(), emails));

  BOOST_TEST(person_from_discord({{"id", "7"}, {"email", "a@b.example"}, {"verified", true}})->email_verified);
  BOOST_TEST(!person_from_discord({{"id", "7"}, {"email", "a@b.example"}, {"verified", false}})->email_verified);
  BOOST_TEST(!person_from_discord({{"id", "7"}, {"email", nullptr}, {"verified", true}})->email_verified);
  BOOST_TEST(!person_from_discord(Json()));
  BOOST_TEST(!person_from_spotify({{"id", "x"}, {"email", "a@b.example"}})->email_verified);
  BOOST_TEST(!person_from_spotify({{"id", ""}}));
}

BOOST_AUTO_TEST_SUITE_END()
