// Passkeys as the wire has them (Web Authentication Level 2): what a browser sends, and whether it is genuine. Keys and
// signatures are libfido2's work; what the specification asks of a server besides is checked here.
//
// Plain functions over untrusted bytes. Errors (invalid) are a sentence for the log and for whoever looks into it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/json.h"

namespace veza::identity {

// COSE algorithms (RFC 9053) in the order we prefer them.
inline constexpr int64_t cose_eddsa = -8;
inline constexpr int64_t cose_es256 = -7;
inline constexpr int64_t cose_rs256 = -257;

// The site, as passkeys are bound to it.
struct RelyingParty {
  std::string id;      // "music.example": a host name without port
  std::string origin;  // "https://music.example", "http://localhost:8080"
  std::string name;    // shown beside the passkey
};
// From the address of the site or of a request, "https://music.example:443/some/path"; a path does not matter.
// Errors (invalid): no http(s) URL, or its host is an address: browsers make passkeys for names only.
base::Result<RelyingParty> relying_party(std::string_view url, std::string_view name);

// The JSON that the browser made and the authenticator's signature covers (section 5.8.1).
struct ClientData {
  std::string type;       // "webauthn.create", "webauthn.get"
  std::string challenge;  // base64url
  std::string origin;
  bool cross_origin = false;
};
base::Result<ClientData> parse_client_data(std::string_view json);

// Section 6.1. `rest` is what follows the fixed 37 bytes: attested credential data, extensions.
struct AuthenticatorData {
  std::string_view rp_id_hash;  // 32 bytes
  bool user_present = false, user_verified = false;
  bool backup_eligible = false, backed_up = false;
  bool has_credential = false, has_extensions = false;
  uint32_t sign_count = 0;
  std::string_view credential_id;  // when has_credential
};
// Borrows from `bytes`. Every length is checked, to the last byte.
base::Result<AuthenticatorData> parse_authenticator_data(std::string_view bytes);

// RegistrationResponseJSON and AuthenticationResponseJSON, decoded: `id` and bytes.
struct RegistrationResponse {
  std::string id, client_data, attestation_object;
  std::vector<std::string> transports;  // of those we know: "usb", "nfc", "ble", "hybrid", "internal", "smart-card"
};
struct AssertionResponse {
  std::string id, client_data, authenticator_data, signature;
  std::optional<std::string> user_handle;
};
base::Result<RegistrationResponse> read_registration(const base::Json& credential);
base::Result<AssertionResponse> read_assertion(const base::Json& credential);

struct Expectation {
  RelyingParty rp;
  std::string challenge;  // the one that was given out
  bool user_verification = false;
};

struct NewCredential {
  std::string id;          // raw bytes
  std::string public_key;  // as libfido2 takes it: X and Y, or n and e, or the 32 bytes of Ed25519
  int64_t algorithm = 0;
  uint32_t sign_count = 0;
  bool user_verified = false, backup_eligible = false, backed_up = false;
};
// Section 7.1. Attestation is not asked for, and a statement that comes nevertheless is not looked at: whose
// authenticators people use is their business.
base::Result<NewCredential> verify_registration(const RegistrationResponse& response, const Expectation& expected);

struct CredentialKey {
  std::string public_key;
  int64_t algorithm = 0;
};
struct Assertion {
  uint32_t sign_count = 0;
  bool user_verified = false, backup_eligible = false, backed_up = false;
};
// Section 7.2, steps 11 to 20. The counter is the caller's to judge.
base::Result<Assertion> verify_assertion(const AssertionResponse& response, const CredentialKey& key,
                                         const Expectation& expected);

}  // namespace veza::identity
