// Malformed and forged tokens.
#include "identity/jwt.h"

#include <boost/test/unit_test.hpp>

#include "base/crypto.h"
#include "base/id.h"
#include "identity/access_tokens.h"
#include "support.h"

using namespace veza::identity;
using veza::base::base64url;
using veza::base::Json;
using veza::identity::test::World;

namespace {

struct Tokens {
  World world;
  int64_t now = veza::base::now_ms();
  std::unique_ptr<SigningKeys> keys = std::move(*SigningKeys::open(
      world.db(), [this] { return now; }, 960'000));
  Revocations revocations{960'000};
  RoleBook roles{world.db()};
  AccessTokens tokens{{}, *keys, revocations, roles, [this] { return now; }};

  Json claims() const {
    return {{"iss", "veza"},
            {"aud", "veza"},
            {"sub", veza::base::new_id()},
            {"preferred_username", "ann"},
            {"roles", {"user"}},
            {"permissions", Json::array()},
            {"sid", veza::base::new_id()},
            {"jti", veza::base::new_id()},
            {"iat", now / 1000},
            {"exp", now / 1000 + 900}};
  }
  std::string sign(const std::string& header, const std::string& body) const {
    const std::string input = base64url(header) + "." + base64url(body);
    return input + "." + base64url(*keys->signer().sign(input));
  }
  std::string header() const { return Json({{"alg", "RS256"}, {"kid", keys->kid()}, {"typ", "JWT"}}).dump(); }
  std::string sign(const Json& body) const { return sign(header(), body.dump()); }
  std::string code(const std::string& token) const {
    const auto checked = tokens.check(token);
    return checked ? "ok" : checked.error().code;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(identity_jwt)

BOOST_AUTO_TEST_CASE(malformed_texts) {
  const std::string head = base64url(R"({"alg":"RS256","kid":"k","typ":"JWT"})");
  const std::string body = base64url("{}");
  BOOST_REQUIRE(parse_jwt(head + "." + body + ".AAAA"));
  const std::vector<std::string> table{
      "",
      ".",
      "..",
      "...",
      "a",
      "a.b",
      "a.b.c",
      head,
      head + "." + body,
      head + "." + body + ".AAAA.",
      "." + body + ".AAAA",
      head + "..AAAA",
      head + "." + body + ".A",
      head + "." + body + ".AA=",
      head + "." + body + ".A+/A",
      head + "." + body + ". AAA",
      head + "." + body + ".AAAA\n",
      head + "=." + body + ".AAAA",
      head + "." + base64url("[]") + ".AAAA",
      head + "." + base64url("null") + ".AAAA",
      head + "." + base64url("{") + ".AAAA",
      head + "." + base64url("{}{}") + ".AAAA",
      head + "." + base64url(R"({"a":1,"a":2})") + ".AAAA",
      head + "." + base64url(R"({"o":{"a":1,"a":2}})") + ".AAAA",
      head + "." + base64url("{\"a\":\"\xff\"}") + ".AAAA",
      head + "." + base64url(std::string(100, '[')) + ".AAAA",
      base64url("{}") + "." + body + ".AAAA",
      base64url(R"({"alg":"none","kid":"k"})") + "." + body + ".",
      base64url(R"({"alg":"None","kid":"k"})") + "." + body + ".AAAA",
      base64url(R"({"alg":"HS256","kid":"k"})") + "." + body + ".AAAA",
      base64url(R"({"alg":"rs256","kid":"k"})") + "." + body + ".AAAA",
      base64url(R"({"alg":["RS256"],"kid":"k"})") + "." + body + ".AAAA",
      base64url(R"({"alg":"RS256"})") + "." + body + ".AAAA",
      base64url(R"({"alg":"RS256","kid":""})") + "." + body + ".AAAA",
      base64url(R"({"alg":"RS256","kid":7})") + "." + body + ".AAAA",
      base64url(R"({"alg":"RS256","alg":"RS256","kid":"k"})") + "." + body + ".AAAA",
      base64url(R"({"alg":"RS256","kid":"k","crit":["x"],"x":1})") + "." + body + ".AAAA",
      base64url(R"({"alg":"RS256","kid":"k","typ":"at+jwt"})") + "." + body + ".AAAA",
      head + "." + body + "." + std::string(5000, 'A'),
      std::string(100'000, '.'),
      std::string("\0\0.\0.\0", 6)};
  for (const auto& text : table) {
    const auto parsed = parse_jwt(text);
    BOOST_TEST(!parsed, text.substr(0, 80));
    if (!parsed) BOOST_TEST((parsed.error().code == veza::base::Code::unauthorized));
  }
}

BOOST_AUTO_TEST_CASE(forged_and_stale_tokens) {
  Tokens t;
  const Json good = t.claims();
  BOOST_TEST(t.code(t.sign(good)) == "ok");
  const auto with = [&](const char* name, const Json& value) {
    Json claims = good;
    claims[name] = value;
    return t.sign(claims);
  };
  const auto without = [&](const char* name) {
    Json claims = good;
    claims.erase(name);
    return t.sign(claims);
  };
  for (const char* name : {"iss", "aud", "sub", "sid", "jti", "exp", "iat", "roles", "preferred_username"})
    BOOST_TEST(t.code(without(name)) == "token_invalid", name);
  const int64_t now = t.now / 1000;
  const std::vector<std::pair<std::string, std::string>> table{
      {with("iss", "other"), "token_invalid"},
      {with("aud", "other"), "token_invalid"},
      {with("aud", {"veza"}), "token_invalid"},
      {with("exp", now), "token_expired"},
      {with("exp", now - 1000), "token_expired"},
      {with("exp", -1), "token_invalid"},
      {with("exp", 1e300), "token_invalid"},
      {with("exp", "9999999999"), "token_invalid"},
      {with("exp", nullptr), "token_invalid"},
      {with("iat", now + 100), "token_invalid"},
      {with("nbf", now + 100), "token_invalid"},
      {with("nbf", "x"), "token_invalid"},
      {with("nbf", now), "ok"},
      {with("iat", now + 20), "ok"},
      {with("sub", "1"), "token_invalid"},
      {with("sub", ""), "token_invalid"},
      {with("roles", "admin"), "token_invalid"},
      {with("roles", {"emperor"}), "token_expired"},
      {with("roles", Json::array({"user", "admin"})), "token_invalid"},
      {with("roles", Json::array()), "token_invalid"},
      {t.sign(R"({"alg":"none","kid":"k"})", good.dump()), "token_invalid"},
      {t.sign(Json({{"alg", "RS256"}, {"kid", "another"}, {"typ", "JWT"}}).dump(), good.dump()), "token_invalid"}};
  for (const auto& [token, code] : table) BOOST_TEST(t.code(token) == code, token);
  // Permissions come from the role, whatever the claims say.
  const auto boasting = t.tokens.check(with("permissions", {"system:config"}));
  BOOST_REQUIRE(boasting);
  BOOST_TEST(!(*boasting)->can("system:config"));
}

BOOST_AUTO_TEST_CASE(signatures) {
  Tokens t;
  const std::string token = t.sign(t.claims());
  const size_t dot = token.rfind('.');
  BOOST_TEST(t.code(token.substr(0, dot) + ".") == "token_invalid");
  BOOST_TEST(t.code(token.substr(0, dot + 1) + base64url(std::string(256, '\0'))) == "token_invalid");
  // HS256 with the public key as secret, the classic confusion.
  const std::string input = base64url(Json({{"alg", "HS256"}, {"kid", t.keys->kid()}, {"typ", "JWT"}}).dump()) + "." +
                            base64url(t.claims().dump());
  const auto mac = veza::base::hmac_sha256(t.keys->jwks()["keys"][0]["n"].get<std::string>(), input);
  BOOST_TEST(t.code(input + "." + base64url({reinterpret_cast<const char*>(mac.data()), mac.size()})) ==
             "token_invalid");
  // Every part of the text is covered: no changed character passes.
  for (size_t i = 0; i < token.size() - 1; i += 7) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    if (changed != token) BOOST_TEST(t.code(changed) == "token_invalid", i);
  }
  // Another server's key of the same kind.
  Tokens other;
  BOOST_REQUIRE(other.keys->rotate());
  other.now += SigningKeys::publish_ms;
  BOOST_TEST(t.code(other.sign(other.claims())) == "token_invalid");
}

BOOST_AUTO_TEST_SUITE_END()
