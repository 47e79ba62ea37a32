#include "jose/jwk.h"

#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include "rules/bytes.h"

namespace veza::oauth {
namespace {

constexpr size_t most_keys = 100, most_looked_at = 1000;
constexpr int least_rsa_bits = 2048, most_rsa_bits = 8192;

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* what) const {
    Free(what);
  }
};
using Bignum = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using Context = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;

const unsigned char* bytes(const std::string& text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string text(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<std::string> decoded(const Json& json, const char* name) {
  const std::string value = text(json, name);
  return value.empty() || value.size() > 4096 ? std::nullopt : base64url_decode(value);
}

PublicKey from_params(const char* type, OSSL_PARAM_BLD* builder) {
  const Params params(OSSL_PARAM_BLD_to_param(builder));
  const Context context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
    return nullptr;
  return {key, &EVP_PKEY_free};
}

// Not for RSA: there OpenSSL makes sure that the modulus is no prime, seconds of work for each large key of a set.
bool is_on_curve(const PublicKey& key) {
  const Context check(key ? EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr) : nullptr);
  return check && EVP_PKEY_public_check(check.get()) == 1;
}

PublicKey rsa_key(const Json& json) {
  const auto n = decoded(json, "n"), e = decoded(json, "e");
  if (!n || !e) return nullptr;
  const Bignum modulus(BN_bin2bn(bytes(*n), static_cast<int>(n->size()), nullptr));
  const Bignum exponent(BN_bin2bn(bytes(*e), static_cast<int>(e->size()), nullptr));
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!modulus || !exponent || !builder || BN_num_bits(modulus.get()) < least_rsa_bits ||
      BN_num_bits(modulus.get()) > most_rsa_bits || BN_num_bits(exponent.get()) > 64 || BN_is_odd(modulus.get()) == 0 ||
      BN_is_odd(exponent.get()) == 0 || BN_is_one(exponent.get()) == 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1)
    return nullptr;
  return from_params("RSA", builder.get());
}

PublicKey p256_key(const Json& json) {
  const auto x = decoded(json, "x"), y = decoded(json, "y");
  if (text(json, "crv") != "P-256" || !x || !y || x->size() != 32 || y->size() != 32) return nullptr;
  const std::string point = "\x04" + *x + *y;
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
    return nullptr;
  auto key = from_params("EC", builder.get());
  return is_on_curve(key) ? key : nullptr;
}

PublicKey ed25519_key(const Json& json) {
  const auto x = decoded(json, "x");
  if (text(json, "crv") != "Ed25519" || !x || x->size() != 32) return nullptr;
  return PublicKey(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes(*x), x->size()), &EVP_PKEY_free);
}

}  // namespace

std::optional<Jwk> parse_jwk(const Json& json) {
  if (!json.is_object()) return std::nullopt;
  const std::string type = text(json, "kty"), use = text(json, "use"), alg = text(json, "alg");
  if (!use.empty() && use != "sig") return std::nullopt;
  Jwk jwk{text(json, "kid"), {}, {}};
  if (type == "RSA") {
    jwk.algorithm = "RS256";
    jwk.key = rsa_key(json);
  } else if (type == "EC") {
    jwk.algorithm = "ES256";
    jwk.key = p256_key(json);
  } else if (type == "OKP") {
    jwk.algorithm = "EdDSA";
    jwk.key = ed25519_key(json);
  }
  if (!jwk.key || (!alg.empty() && alg != jwk.algorithm)) return std::nullopt;
  return jwk;
}

std::optional<std::vector<Jwk>> parse_jwks(std::string_view text) {
  const Json json = parse_json(text);
  if (!json.is_object() || !json.contains("keys") || !json["keys"].is_array()) return std::nullopt;
  std::vector<Jwk> keys;
  size_t looked_at = 0;
  for (const auto& each : json["keys"]) {
    if (auto key = parse_jwk(each)) keys.push_back(std::move(*key));
    if (keys.size() == most_keys || ++looked_at == most_looked_at) break;
  }
  return keys;
}

}  // namespace veza::oauth
