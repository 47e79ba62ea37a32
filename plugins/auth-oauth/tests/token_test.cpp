// Signatures of id_tokens, and the ways to do without one.
#include <boost/test/unit_test.hpp>

#include "jose/jws.h"
#include "signer.h"

using namespace veza;
using namespace veza::oauth;
using veza::oauth::test::Signer;

namespace {

const Json payload{{"sub", "s1"}};

struct Keys {
  Signer rsa{"RS256", "rsa"}, ec{"ES256", "ec"}, ed{"EdDSA", "ed"}, other{"RS256", "rsa"};
  std::vector<Jwk> published() const { return *parse_jwks(Json{{"keys", {rsa.jwk(), ec.jwk(), ed.jwk()}}}.dump()); }
  std::string check(const std::string& token, const std::vector<std::string>& allowed = {"RS256", "ES256", "EdDSA"}) {
    return verify(token, allowed,
                  [this](std::string_view kid) {
                    auto keys = published();
                    if (!kid.empty()) std::erase_if(keys, [&](const Jwk& key) { return key.kid != kid; });
                    return keys;
                  })
        .problem;
  }
};

Keys& keys() {
  static Keys made;
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tokens)

BOOST_AUTO_TEST_CASE(each_algorithm_is_checked) {
  for (const Signer* signer : {&keys().rsa, &keys().ec, &keys().ed}) {
    BOOST_TEST(keys().check(signer->sign(payload)) == "");
    BOOST_TEST(keys().check(signer->sign(payload, {{"alg", signer->algorithm()}})) == "", "without kid");
  }
}

BOOST_AUTO_TEST_CASE(a_changed_token_is_refused) {
  for (const Signer* signer : {&keys().rsa, &keys().ec, &keys().ed}) {
    const std::string token = signer->sign(payload);
    const size_t first = token.find('.'), second = token.rfind('.');
    const std::string other = test::encoded({{"sub", "s2"}});
    BOOST_TEST(keys().check(token.substr(0, first + 1) + other + token.substr(second)) == "has a wrong signature");
    std::string flipped = token;
    flipped[second + 5] = flipped[second + 5] == 'A' ? 'B' : 'A';
    BOOST_TEST(keys().check(flipped) != "");
    BOOST_TEST(keys().check(token.substr(0, second + 1)) != "", "no signature");
    BOOST_TEST(keys().check(token + "AA") != "");
    BOOST_TEST(keys().check(token + ".") == "is not a signed token");
  }
}

BOOST_AUTO_TEST_CASE(the_algorithm_is_ours_to_choose) {
  const std::string wrong = "is signed in a way that is not allowed";
  for (const char* none :
       {"none", "None", "NONE", "nOnE", "HS256", "HS512", "RS384", "PS256", "ES512", "rs256", "RSA"}) {
    BOOST_TEST(keys().check(test::encoded({{"alg", none}}) + "." + test::encoded(payload) + ".") == wrong, none);
    BOOST_TEST(keys().check(test::encoded({{"alg", none}}) + "." + test::encoded(payload) + ".AAAA") == wrong, none);
  }
  // HS256 with the public key as the secret: the classic.
  const std::string part = test::encoded({{"alg", "HS256"}, {"kid", "rsa"}}) + "." + test::encoded(payload);
  BOOST_TEST(keys().check(part + "." + test::hmac(keys().rsa.jwk().dump(), part)) == wrong);
  // One the site did not name.
  BOOST_TEST(keys().check(keys().ec.sign(payload), {"RS256"}) == wrong);
  BOOST_TEST(keys().check(keys().rsa.sign(payload), {}) == wrong);
  // Named, but signed by a key of another kind: a header that lies.
  BOOST_TEST(keys().check(keys().ec.sign(payload, {{"alg", "RS256"}, {"kid", "ec"}})) ==
             "is signed with a key the provider does not publish");
}

BOOST_AUTO_TEST_CASE(the_key_is_the_providers) {
  BOOST_TEST(keys().check(keys().other.sign(payload)) == "has a wrong signature");
  BOOST_TEST(keys().check(keys().rsa.sign(payload, {{"alg", "RS256"}, {"kid", "gone"}})) ==
             "is signed with a key the provider does not publish");
  // A key or an address of one in the header is not looked at.
  BOOST_TEST(
      keys().check(keys().other.sign(
          payload,
          {{"alg", "RS256"}, {"kid", "rsa"}, {"jwk", keys().other.jwk()}, {"jku", "https://evil.example/keys"}})) ==
      "has a wrong signature");
}

BOOST_AUTO_TEST_CASE(what_is_no_token_is_refused) {
  const std::string good = keys().ec.sign(payload);
  const std::string header = test::encoded({{"alg", "ES256"}});
  for (const std::string& bad : {std::string(),
                                 std::string("."),
                                 std::string(".."),
                                 std::string("a.b.c"),
                                 std::string("a.b"),
                                 good + ".x",
                                 "=" + good,
                                 good + "=",
                                 " " + good,
                                 good + "\n",
                                 header + ".e30",
                                 header + "..AA",
                                 test::encoded(Json::array()) + ".e30.AA",
                                 header + "." + test::encoded(Json("text")) + ".AA",
                                 test::encoded({{"kid", "ec"}}) + ".e30.AA",
                                 test::encoded({{"alg", 5}}) + ".e30.AA",
                                 test::encoded({{"alg", ""}}) + ".e30.AA",
                                 test::encoded({{"alg", "ES256"}, {"kid", 5}}) + ".e30.AA",
                                 test::encoded({{"alg", "ES256"}, {"crit", {"exp"}}}) + ".e30.AA",
                                 test::encoded({{"alg", "ES256"}, {"b64", false}}) + ".e30.AA",
                                 std::string(longest_token + 1, 'a')})
    BOOST_TEST(keys().check(bad) == "is not a signed token", bad.substr(0, 80));
}

BOOST_AUTO_TEST_CASE(weak_and_strange_keys_are_left_out) {
  const Json rsa = keys().rsa.jwk(), ec = keys().ec.jwk(), ed = keys().ed.jwk();
  const auto with = [](Json key, const Json& change) {
    key.update(change);
    return key;
  };
  for (const Json& good : {rsa, ec, ed, with(rsa, {{"use", "sig"}}), with(ec, {{"alg", "ES256"}})})
    BOOST_TEST(parse_jwk(good).has_value(), good);
  const std::string x = ec.at("x"), e = rsa.at("e");
  for (const Json& bad :
       {Json(), Json::object(), Json("key"), with(rsa, {{"use", "enc"}}), with(rsa, {{"alg", "RS512"}}),
        with(rsa, {{"alg", "HS256"}}), with(rsa, {{"kty", "oct"}}), with(rsa, {{"n", "AQAB"}}), with(rsa, {{"n", ""}}),
        with(rsa, {{"n", 5}}), with(rsa, {{"e", ""}}), with(ec, {{"crv", "P-384"}}), with(ec, {{"y", x}}),
        with(ec, {{"x", "AAAA"}}), with(ec, {{"x", nullptr}}), with(ed, {{"crv", "X25519"}}), with(ed, {{"x", "AAAA"}}),
        Json{{"kty", "oct"}, {"k", "AAAA"}}})
    BOOST_TEST(!parse_jwk(bad).has_value(), bad);
  for (const char* none : {"", "[]", "{}", R"({"keys":{}})", "nothing"})
    BOOST_TEST(!parse_jwks(none).has_value(), none);
  BOOST_TEST(parse_jwks(R"({"keys":[]})")->empty());
  const Json many{{"keys", Json::array({1, "x", ec, nullptr, Json{{"kty", "oct"}}})}};
  BOOST_TEST(parse_jwks(many.dump())->size() == 1U);
  // A set made to be work: what stands behind a thousand others is not looked at.
  Json thousands{{"keys", Json::array()}};
  for (int i = 0; i < 1000; ++i) thousands["keys"].push_back(with(ec, {{"y", x}}));
  thousands["keys"].push_back(ec);
  BOOST_TEST(parse_jwks(thousands.dump())->empty());
  for (int i = 0; i < 500; ++i) thousands["keys"][static_cast<size_t>(i)] = ed;
  BOOST_TEST(parse_jwks(thousands.dump())->size() == 100U);
}

BOOST_AUTO_TEST_SUITE_END()
