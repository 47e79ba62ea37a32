// What a browser says an authenticator said, as anybody may send it: the JSON around it, the client data, the
// authenticator data, the attestation's CBOR and the keys in it.
#include <cstdint>
#include <string>

#include "base/crypto.h"
#include "identity/cbor_shape.h"
#include "identity/webauthn.h"

using namespace veza::identity;

namespace {

const Expectation expected{{"music.example", "https://music.example", "Veza"}, "Y2hhbGxlbmdl", true};

std::string client_data(const char* type) {
  return std::string(R"({"type":")") + type + R"(","challenge":"Y2hhbGxlbmdl","origin":"https://music.example"})";
}

// An honest attestation object around authenticator data that may be none.
std::string attestation(std::string_view data) {
  std::string object(
      "\xa3\x63"
      "fmt"
      "\x64"
      "none"
      "\x67"
      "attStmt"
      "\xa0\x68"
      "authData"
      "\x5a");
  for (int shift = 24; shift >= 0; shift -= 8) object += static_cast<char>(data.size() >> shift);
  return object.append(data);
}

// The base point of P-256.
const std::string point = *veza::base::base64url_decode(
    "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li_hp_m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q");

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string input(reinterpret_cast<const char*>(bytes), size);
  (void)parse_client_data(input);
  (void)cbor_item_size(input);
  (void)verify_registration({"id", client_data("webauthn.create"), input, {}}, expected);
  (void)verify_registration({"id", input, attestation(input), {}}, expected);
  const auto data = parse_authenticator_data(input);
  if (data && data->has_credential)
    (void)verify_registration(
        {std::string(data->credential_id), client_data("webauthn.create"), attestation(input), {}}, expected);
  for (const auto& key : {CredentialKey{point, cose_es256}, CredentialKey{input, cose_rs256},
                          CredentialKey{point.substr(32), cose_eddsa}})
    (void)verify_assertion({"id", client_data("webauthn.get"), input, input, {}}, key, expected);
  (void)relying_party(input, "Veza");
  if (const auto json = veza::base::parse_json(input)) {
    if (const auto made = read_registration(*json)) (void)verify_registration(*made, expected);
    if (const auto used = read_assertion(*json)) (void)verify_assertion(*used, {point, cose_es256}, expected);
  }
  return 0;
}
