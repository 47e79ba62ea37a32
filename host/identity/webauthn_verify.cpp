// Whether it is genuine.
#include <cbor.h>
#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <openssl/evp.h>

#include <memory>

#include "base/crypto.h"
#include "identity/cbor_shape.h"
#include "identity/webauthn.h"

namespace veza::identity {
namespace {

auto invalid(std::string what) { return base::fail(base::Code::invalid, std::move(what)); }

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
std::string text(const unsigned char* data, size_t size) {
  return data == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(data), size);
}
std::string sha256(std::string_view data) {
  const auto digest = base::sha256(data);
  return text(digest.data(), digest.size());
}

// libfido2 takes each pointer's address to free it.
template <class T, void (*Free)(T**)>
struct Freed {
  void operator()(T* pointer) const { Free(&pointer); }
};
template <class T, void (*Free)(T**)>
using Held = std::unique_ptr<T, Freed<T, Free>>;
using HeldCred = Held<fido_cred_t, fido_cred_free>;
using HeldAssert = Held<fido_assert_t, fido_assert_free>;
using HeldItem = std::unique_ptr<cbor_item_t, decltype([](cbor_item_t* item) { cbor_decref(&item); })>;

// A public key as fido_assert_verify() wants it.
class PublicKey {
 public:
  static base::Result<PublicKey> make(const CredentialKey& key) {
    PublicKey made;
    const unsigned char* data = bytes(key.public_key);
    const size_t size = key.public_key.size();
    bool good = false;
    if (key.algorithm == cose_es256) {
      made.es256_.reset(es256_pk_new());
      good = made.es256_ && es256_pk_from_ptr(made.es256_.get(), data, size) == FIDO_OK &&
             usable(es256_pk_to_EVP_PKEY(made.es256_.get()));
    } else if (key.algorithm == cose_rs256) {
      made.rs256_.reset(rs256_pk_new());
      good = made.rs256_ && rs256_pk_from_ptr(made.rs256_.get(), data, size) == FIDO_OK &&
             usable(rs256_pk_to_EVP_PKEY(made.rs256_.get()));
    } else if (key.algorithm == cose_eddsa) {
      made.eddsa_.reset(eddsa_pk_new());
      good = made.eddsa_ && eddsa_pk_from_ptr(made.eddsa_.get(), data, size) == FIDO_OK &&
             usable(eddsa_pk_to_EVP_PKEY(made.eddsa_.get()));
    } else {
      return invalid("the passkey's algorithm " + std::to_string(key.algorithm) + " is not one of those offered");
    }
    if (!good) return invalid("the passkey's public key is none");
    return made;
  }
  const void* get() const {
    if (es256_) return es256_.get();
    if (rs256_) return rs256_.get();
    return eddsa_.get();
  }

 private:
  // Whether OpenSSL takes it: a point that is on the curve, say.
  static bool usable(EVP_PKEY* key) {
    EVP_PKEY_free(key);
    return key != nullptr;
  }
  Held<es256_pk_t, es256_pk_free> es256_;
  Held<rs256_pk_t, rs256_pk_free> rs256_;
  Held<eddsa_pk_t, eddsa_pk_free> eddsa_;
};

base::Status check_client_data(std::string_view json, std::string_view type, const Expectation& expected) {
  const auto data = parse_client_data(json);
  if (!data) return base::fail(data.error());
  if (data->type != type)
    return invalid("the client data is of type " + data->type + " instead of " + std::string(type));
  if (!base::equal_constant_time(data->challenge, expected.challenge))
    return invalid("the client data answers another challenge");
  if (data->origin != expected.rp.origin)
    return invalid("the passkey was used on " + data->origin + ", not on " + expected.rp.origin);
  if (data->cross_origin) return invalid("the passkey was used inside a page of another site");
  return {};
}

base::Status check_authenticator_data(const AuthenticatorData& data, const Expectation& expected) {
  if (!base::equal_constant_time(data.rp_id_hash, sha256(expected.rp.id)))
    return invalid("the passkey belongs to another site than " + expected.rp.id);
  if (!data.user_present) return invalid("nobody confirmed the use of the passkey");
  if (expected.user_verification && !data.user_verified)
    return invalid("the authenticator did not make sure who uses it (by PIN, finger or face)");
  return {};
}

// The member of an attestation object that is bytes under this name.
base::Result<std::string> attested_data(const std::string& object) {
  const auto size = cbor_item_size(object);
  if (!size) return base::fail_while("reading the attestation object", size.error());
  if (*size != object.size()) return invalid("the attestation object goes on after its end");
  cbor_load_result loaded{};
  const HeldItem map(cbor_load(bytes(object), object.size(), &loaded));
  if (!map || !cbor_isa_map(map.get())) return invalid("the attestation object is no map");
  std::string found;
  bool format = false;
  for (size_t i = 0; i < cbor_map_size(map.get()); ++i) {
    const cbor_pair& pair = cbor_map_handle(map.get())[i];
    if (!cbor_isa_string(pair.key)) return invalid("a name in the attestation object is no text");
    const std::string name = text(cbor_string_handle(pair.key), cbor_string_length(pair.key));
    if (name == "fmt") format = cbor_isa_string(pair.value);
    if (name != "authData") continue;
    if (!cbor_isa_bytestring(pair.value) || !found.empty())
      return invalid("the attestation object's data is not bytes");
    found = text(cbor_bytestring_handle(pair.value), cbor_bytestring_length(pair.value));
  }
  if (!format) return invalid("the attestation object names no format");
  if (found.empty()) return invalid("the attestation object holds no authenticator data");
  return found;
}

}  // namespace

base::Result<NewCredential> verify_registration(const RegistrationResponse& response, const Expectation& expected) {
  if (auto good = check_client_data(response.client_data, "webauthn.create", expected); !good)
    return base::fail(good.error());
  const auto raw = attested_data(response.attestation_object);
  if (!raw) return base::fail(raw.error());
  const auto data = parse_authenticator_data(*raw);
  if (!data) return base::fail(data.error());
  if (auto good = check_authenticator_data(*data, expected); !good) return base::fail(good.error());
  if (!data->has_credential) return invalid("the authenticator made no credential");
  if (data->credential_id != response.id) return invalid("the credential's id is not the one its authenticator gave");
  // libfido2 wants to know the algorithm beforehand, and refuses a key of another.
  for (const int64_t algorithm : {cose_eddsa, cose_es256, cose_rs256}) {
    const HeldCred cred(fido_cred_new());
    if (!cred) return base::fail(base::Code::unavailable, "there is no memory for a passkey");
    if (fido_cred_set_type(cred.get(), static_cast<int>(algorithm)) != FIDO_OK ||
        fido_cred_set_authdata_raw(cred.get(), bytes(*raw), raw->size()) != FIDO_OK)
      continue;
    NewCredential made;
    made.id = std::string(data->credential_id);
    made.public_key = text(fido_cred_pubkey_ptr(cred.get()), fido_cred_pubkey_len(cred.get()));
    made.algorithm = algorithm;
    made.sign_count = data->sign_count;
    made.user_verified = data->user_verified;
    made.backup_eligible = data->backup_eligible;
    made.backed_up = data->backed_up;
    if (auto key = PublicKey::make({made.public_key, algorithm}); !key) return base::fail(key.error());
    return made;
  }
  return invalid("the passkey's key is malformed, or of an algorithm that was not offered");
}

base::Result<Assertion> verify_assertion(const AssertionResponse& response, const CredentialKey& key,
                                         const Expectation& expected) {
  if (auto good = check_client_data(response.client_data, "webauthn.get", expected); !good)
    return base::fail(good.error());
  const std::string& raw = response.authenticator_data;
  const auto data = parse_authenticator_data(raw);
  if (!data) return base::fail(data.error());
  if (auto good = check_authenticator_data(*data, expected); !good) return base::fail(good.error());
  const auto public_key = PublicKey::make(key);
  if (!public_key) return base::fail(public_key.error());
  const HeldAssert assertion(fido_assert_new());
  if (!assertion) return base::fail(base::Code::unavailable, "there is no memory for a passkey");
  const std::string hash = sha256(response.client_data);
  const bool taken =
      fido_assert_set_clientdata_hash(assertion.get(), bytes(hash), hash.size()) == FIDO_OK &&
      fido_assert_set_rp(assertion.get(), expected.rp.id.c_str()) == FIDO_OK &&
      fido_assert_set_count(assertion.get(), 1) == FIDO_OK &&
      fido_assert_set_authdata_raw(assertion.get(), 0, bytes(raw), raw.size()) == FIDO_OK &&
      fido_assert_set_sig(assertion.get(), 0, bytes(response.signature), response.signature.size()) == FIDO_OK &&
      fido_assert_set_up(assertion.get(), FIDO_OPT_TRUE) == FIDO_OK &&
      fido_assert_set_uv(assertion.get(), expected.user_verification ? FIDO_OPT_TRUE : FIDO_OPT_OMIT) == FIDO_OK;
  if (!taken) return invalid("the authenticator data is malformed");
  if (fido_assert_verify(assertion.get(), 0, static_cast<int>(key.algorithm), public_key->get()) != FIDO_OK)
    return invalid("the signature is not the passkey's");
  return Assertion{data->sign_count, data->user_verified, data->backup_eligible, data->backed_up};
}

}  // namespace veza::identity
