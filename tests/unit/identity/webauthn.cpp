// What is not a genuine passkey, and what is.
#include "identity/webauthn.h"

#include <boost/test/unit_test.hpp>

#include "base/crypto.h"
#include "identity/cbor_shape.h"
#include "soft_authenticator.h"

using namespace veza::identity;
using namespace veza::identity::test;
using veza::base::base64url;
using veza::base::Json;

namespace {

const RelyingParty rp{"music.example", "http://music.example", "Veza"};
const std::string challenge = base64url(std::string(32, 'c'));

Json creation() { return {{"rp", {{"id", rp.id}}}, {"challenge", challenge}, {"user", {{"id", base64url("ann")}}}}; }
Json request() { return {{"rpId", rp.id}, {"challenge", challenge}}; }

veza::base::Result<NewCredential> registered(SoftAuthenticator& authenticator, const Lies& lies = {},
                                             bool verification = false) {
  const auto response = read_registration(authenticator.create(creation(), lies));
  if (!response) return veza::base::fail(response.error());
  return verify_registration(*response, {rp, challenge, verification});
}

veza::base::Result<Assertion> asserted(SoftAuthenticator& authenticator, const CredentialKey& key,
                                       const Lies& lies = {}, bool verification = true) {
  const auto response = read_assertion(authenticator.get(request(), lies));
  if (!response) return veza::base::fail(response.error());
  return verify_assertion(*response, key, {rp, challenge, verification});
}

// Bytes replaced somewhere in a text.
std::function<std::string(std::string)> replacing(std::string from, std::string to) {
  return [from = std::move(from), to = std::move(to)](std::string text) {
    const size_t at = text.find(from);
    BOOST_REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
  };
}

struct Wrong {
  const char* what;
  Lies lies;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(identity_webauthn)

BOOST_AUTO_TEST_CASE(every_algorithm_registers_and_signs) {
  for (const int64_t algorithm : {cose_es256, cose_rs256, cose_eddsa}) {
    SoftAuthenticator authenticator(algorithm);
    authenticator.counter = 7;
    authenticator.flags = present | verified | eligible | backed_up;
    const auto made = registered(authenticator);
    BOOST_REQUIRE_MESSAGE(made, (made ? "" : made.error().message));
    BOOST_TEST(made->algorithm == algorithm);
    BOOST_TEST(made->id == authenticator.id());
    BOOST_TEST(made->sign_count == 8U);
    BOOST_TEST((made->user_verified && made->backup_eligible && made->backed_up));
    const auto used = asserted(authenticator, {made->public_key, made->algorithm});
    BOOST_REQUIRE_MESSAGE(used, (used ? "" : used.error().message));
    BOOST_TEST(used->sign_count == 9U);
    BOOST_TEST(used->backup_eligible);
  }
}

BOOST_AUTO_TEST_CASE(registrations_that_are_refused) {
  const std::string nothing = cbor::head(5, 0);
  const std::vector<Wrong> table{
      {"another site", {.rp_id = "evil.example"}},
      {"another origin", {.origin = "http://evil.example"}},
      {"another port", {.origin = "http://music.example:8080"}},
      {"another scheme", {.origin = "https://music.example"}},
      {"a name that begins alike", {.origin = "http://music.example.evil"}},
      {"another challenge", {.challenge = base64url(std::string(32, 'd'))}},
      {"an empty challenge", {.challenge = ""}},
      {"an assertion's type", {.type = "webauthn.get"}},
      {"inside a foreign page", {.cross_origin = true}},
      {"nobody there", {.flags = verified | attested}},
      {"no credential", {.flags = present | verified}},
      {"extensions that are missing", {.flags = present | attested | extended}},
      {"backed up though it cannot be", {.flags = present | attested | backed_up}},
      {"another id than the attested", {.id = "somebody else's"}},
      {"a key that says ES384", {.cose_algorithm = -35}},
      {"a key that says none", {.cose_algorithm = 0}},
      {"ES256 without a curve point's algorithm", {.cose_algorithm = -8}},
      {"bytes behind the key", {.after_data = "x"}},
      {"client data that is no JSON", {.client_data = [](std::string) { return "{"; }}},
      {"client data that is a list", {.client_data = [](std::string) { return "[]"; }}},
      {"client data without type", {.client_data = replacing("\"type\"", "\"tipe\"")}},
      {"a number for a challenge", {.client_data = replacing("\"" + challenge + "\"", "7")}},
      {"crossOrigin that is text", {.client_data = replacing("false", "\"no\"")}},
      {"client data that is not UTF-8", {.client_data = replacing("music", "m\xffsic")}},
      {"no map", {.attestation = [](std::string) { return cbor::bytes("x"); }}},
      {"an empty map", {.attestation = [&](std::string) { return nothing; }}},
      {"bytes behind the object", {.attestation = [](std::string o) { return o + "x"; }}},
      {"no authenticator data", {.attestation = replacing("authData", "authDate")}},
      {"no format",
       {.attestation = replacing("\x63"
                                 "fmt",
                                 "\x63"
                                 "fmz")}},
      {"names that are numbers",
       {.attestation = replacing("\x63"
                                 "fmt",
                                 "\x19"
                                 "ab\x00")}},
      {"the last byte missing", {.attestation = [](std::string o) { return o.substr(0, o.size() - 1); }}},
      {"an indefinite map", {.attestation = [](std::string o) { return "\xbf" + o.substr(1) + "\xff"; }}},
      {"a map of four billion", {.attestation = [](std::string) { return cbor::head(5, 0xffffffff); }}},
      {"a list of 2^64-1", {.attestation = [](std::string) { return cbor::head(4, UINT64_MAX); }}},
      {"nesting without end", {.attestation = [](std::string) { return std::string(5000, '\x81'); }}},
  };
  for (const auto& [what, lies] : table) {
    SoftAuthenticator authenticator(cose_es256);
    BOOST_TEST(!registered(authenticator, lies), what);
  }
  SoftAuthenticator unverified(cose_es256);
  unverified.flags = present;
  BOOST_TEST(!registered(unverified, {}, true));
  BOOST_TEST(registered(unverified, {}, false).has_value());
}

BOOST_AUTO_TEST_CASE(an_attestation_cut_off_anywhere_is_refused) {
  SoftAuthenticator authenticator(cose_es256);
  const size_t whole =
      veza::base::base64url_decode(authenticator.create(creation())["response"]["attestationObject"].get<std::string>())
          ->size();
  for (size_t size = 1; size < whole; ++size)
    BOOST_TEST(!registered(authenticator, {.attestation = [&](std::string o) { return o.substr(0, size); }}), size);
}

BOOST_AUTO_TEST_CASE(a_point_off_the_curve_is_no_key) {
  SoftAuthenticator authenticator(cose_es256);
  const auto broken = registered(authenticator, {.attestation = [](std::string object) {
                                   object[object.size() - 1] = static_cast<char>(object.back() ^ 1);
                                   return object;
                                 }});
  BOOST_TEST(!broken);
}

BOOST_AUTO_TEST_CASE(assertions_that_are_refused) {
  const std::vector<Wrong> table{
      {"another site", {.rp_id = "evil.example"}},
      {"another origin", {.origin = "http://evil.example"}},
      {"another challenge", {.challenge = base64url(std::string(32, 'd'))}},
      {"a registration's type", {.type = "webauthn.create"}},
      {"inside a foreign page", {.cross_origin = true}},
      {"nobody there", {.flags = verified}},
      {"not verified", {.flags = present}},
      {"backed up though it cannot be", {.flags = present | verified | backed_up}},
      {"extensions that are missing", {.flags = present | verified | extended}},
      {"a credential where none belongs", {.flags = present | verified | attested}},
      {"bytes behind the end", {.after_data = "x"}},
      {"extensions cut off", {.flags = present | verified | extended, .after_data = "\xa1\x63"}},
      {"no signature", {.signature = [](std::string) { return "x"; }}},
      {"a bit of it changed",
       {.signature = [](std::string s) { return s.replace(s.size() - 1, 1, 1, static_cast<char>(s.back() ^ 1)); }}},
      {"client data changed afterwards", {.client_data = [](std::string) { return "{"; }}},
  };
  for (const int64_t algorithm : {cose_es256, cose_rs256, cose_eddsa}) {
    SoftAuthenticator authenticator(algorithm);
    const auto made = registered(authenticator);
    BOOST_REQUIRE(made);
    const CredentialKey key{made->public_key, made->algorithm};
    for (const auto& [what, lies] : table) BOOST_TEST(!asserted(authenticator, key, lies), what);
    BOOST_TEST(asserted(authenticator, key).has_value());
    BOOST_TEST(asserted(authenticator, key, {.flags = present}, false).has_value());
  }
}

BOOST_AUTO_TEST_CASE(extensions_that_are_whole_do_not_matter) {
  for (const int64_t algorithm : {cose_es256, cose_eddsa}) {
    SoftAuthenticator authenticator(algorithm);
    const auto made = registered(authenticator);
    BOOST_REQUIRE(made);
    const auto used =
        asserted(authenticator, {made->public_key, made->algorithm},
                 {.flags = present | verified | extended, .after_data = cbor::head(5, 1) + cbor::text("x") + "\xf5"});
    BOOST_TEST(used.has_value());
  }
}

BOOST_AUTO_TEST_CASE(a_signature_by_another_key_or_algorithm_is_refused) {
  SoftAuthenticator ann(cose_es256), eve(cose_es256), other(cose_eddsa);
  const auto anns = registered(ann);
  const auto others = registered(other);
  BOOST_REQUIRE((anns && others));
  BOOST_TEST(!asserted(eve, {anns->public_key, cose_es256}));
  BOOST_TEST(!asserted(ann, {anns->public_key, cose_eddsa}));
  BOOST_TEST(!asserted(ann, {anns->public_key, cose_rs256}));
  BOOST_TEST(!asserted(ann, {anns->public_key, -35}));
  BOOST_TEST(!asserted(ann, {others->public_key, cose_eddsa}));
  BOOST_TEST(!asserted(ann, {"", cose_es256}));
}

BOOST_AUTO_TEST_CASE(json_that_is_no_credential) {
  SoftAuthenticator authenticator(cose_es256);
  const Json good = authenticator.create(creation());
  const Json used = authenticator.get(request());
  const auto with = [](Json json, const char* pointer, Json value) {
    json[Json::json_pointer(pointer)] = std::move(value);
    return json;
  };
  for (const Json& bad :
       {Json(), Json("x"), Json::array(), Json::object(), with(good, "/type", "password"), with(good, "/type", 7),
        with(good, "/id", ""), with(good, "/id", "not base64url!"), with(good, "/id", Json()),
        with(good, "/id", "AA=="), with(good, "/id", std::string(2000, 'A')), with(good, "/rawId", "AAAA"),
        with(good, "/response", "x"), with(good, "/response/clientDataJSON", 7),
        with(good, "/response/attestationObject", Json::array()), with(good, "/response/attestationObject", ""),
        with(good, "/response/transports", "usb")})
    BOOST_TEST(!read_registration(bad), bad.dump());
  for (const Json& bad :
       {Json::object(), with(used, "/response/signature", Json()), with(used, "/response/authenticatorData", "*"),
        with(used, "/response/userHandle", 7), with(used, "/response/userHandle", "*")})
    BOOST_TEST(!read_assertion(bad), bad.dump());
  BOOST_TEST((read_registration(good)->transports == std::vector<std::string>{"internal"}));
  BOOST_TEST(!read_assertion(with(used, "/response/userHandle", Json()))->user_handle.has_value());
}

BOOST_AUTO_TEST_CASE(sizes_of_cbor) {
  using namespace cbor;
  const std::pair<std::string, size_t> good[] = {{integer(0), 1},
                                                 {integer(-257), 3},
                                                 {text("ab") + "rest", 3},
                                                 {head(5, 1) + integer(1) + head(4, 2) + integer(1) + integer(2), 5},
                                                 {head(6, 24) + integer(1), 3},
                                                 {"\xf5", 1},
                                                 {std::string(7, '\x81') + "\x80", 8}};
  for (const auto& [bytes, size] : good) BOOST_TEST(cbor_item_size(bytes).value() == size);
  const std::string bad[] = {"",
                             "\x18",
                             "\x1c",
                             "\xff",
                             "\x9f\x01\xff",
                             "\xbf\xff",
                             "\x5f\x41x\xff",
                             "\x7f\xff",
                             head(2, 5) + "abcd",
                             head(3, UINT64_MAX),
                             head(4, 3) + integer(1) + integer(2),
                             head(5, 1) + integer(1),
                             head(5, UINT64_MAX / 2 + 1),
                             head(6, 1),
                             std::string(8, '\x81') + "\x80"};
  for (const std::string& bytes : bad)
    BOOST_TEST(!cbor_item_size(bytes),
               veza::base::hex(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

BOOST_AUTO_TEST_CASE(the_site_as_passkeys_know_it) {
  struct Row {
    const char *url, *id, *origin;
  };
  for (const auto& [url, id, origin] :
       {Row{"https://music.example", "music.example", "https://music.example"},
        Row{"https://Music.Example:443/radio/", "music.example", "https://music.example"},
        Row{"http://localhost:8080", "localhost", "http://localhost:8080"},
        Row{"http://a.b-c.example:80?x", "a.b-c.example", "http://a.b-c.example"},
        Row{"https://music.example:8443/x:1", "music.example", "https://music.example:8443"}}) {
    const auto party = relying_party(url, "Veza");
    BOOST_REQUIRE_MESSAGE(party, url);
    BOOST_TEST(party->id == id);
    BOOST_TEST(party->origin == origin);
  }
  for (const char* url : {"", "music.example", "ftp://music.example", "https://", "https:///x", "http://192.0.2.1",
                          "http://192.0.2.1:8080", "http://[::1]:8080", "http://user@music.example", "http://7"})
    BOOST_TEST(!relying_party(url, "Veza"), url);
}

BOOST_AUTO_TEST_SUITE_END()
