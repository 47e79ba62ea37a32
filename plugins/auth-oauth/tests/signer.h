// A provider's key, with its private half.
#pragma once
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <memory>
#include <string>

#include <veza/json.hpp>

#include "rules/bytes.h"

namespace veza::oauth::test {

inline std::string encoded(const Json& json) { return base64url(json.dump()); }

inline std::string hmac(const std::string& key, const std::string& text) {
  unsigned char mac[32];
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
       text.size(), mac, &size);
  return base64url({reinterpret_cast<char*>(mac), size});
}

class Signer {
 public:
  Signer(std::string algorithm, std::string kid)
      : algorithm_(std::move(algorithm)),
        kid_(std::move(kid)),
        key_(algorithm_ == "RS256"   ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", size_t{2048})
             : algorithm_ == "ES256" ? EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")
                                     : EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"),
             &EVP_PKEY_free) {}

  const std::string& algorithm() const { return algorithm_; }

  Json jwk() const {
    if (algorithm_ == "RS256")
      return {{"kty", "RSA"},
              {"kid", kid_},
              {"n", number(OSSL_PKEY_PARAM_RSA_N, 0)},
              {"e", number(OSSL_PKEY_PARAM_RSA_E, 0)}};
    if (algorithm_ == "ES256")
      return {{"kty", "EC"},
              {"crv", "P-256"},
              {"kid", kid_},
              {"x", number(OSSL_PKEY_PARAM_EC_PUB_X, 32)},
              {"y", number(OSSL_PKEY_PARAM_EC_PUB_Y, 32)}};
    std::string raw(32, '\0');
    size_t size = raw.size();
    EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(raw.data()), &size);
    return {{"kty", "OKP"}, {"crv", "Ed25519"}, {"kid", kid_}, {"x", base64url(raw)}};
  }

  std::string sign(const Json& payload) const { return sign(payload, {{"alg", algorithm_}, {"kid", kid_}}); }
  std::string sign(const Json& payload, const Json& header) const {
    const std::string part = encoded(header) + "." + encoded(payload);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    EVP_DigestSignInit(context.get(), nullptr, algorithm_ == "EdDSA" ? nullptr : EVP_sha256(), nullptr, key_.get());
    size_t size = 0;
    const auto* data = reinterpret_cast<const unsigned char*>(part.data());
    EVP_DigestSign(context.get(), nullptr, &size, data, part.size());
    std::string signature(size, '\0');
    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, data, part.size());
    signature.resize(size);
    return part + "." + base64url(algorithm_ == "ES256" ? halves(signature) : signature);
  }

 private:
  std::string number(const char* name, int width) const {
    BIGNUM* value = nullptr;
    EVP_PKEY_get_bn_param(key_.get(), name, &value);
    const std::string raw = bytes(value, width);
    BN_free(value);
    return base64url(raw);
  }
  static std::string bytes(const BIGNUM* value, int width) {
    std::string raw(static_cast<size_t>(width > 0 ? width : BN_num_bytes(value)), '\0');
    BN_bn2binpad(value, reinterpret_cast<unsigned char*>(raw.data()), static_cast<int>(raw.size()));
    return raw;
  }
  static std::string halves(const std::string& der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> signature(
        d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())), &ECDSA_SIG_free);
    return bytes(ECDSA_SIG_get0_r(signature.get()), 32) + bytes(ECDSA_SIG_get0_s(signature.get()), 32);
  }

  std::string algorithm_, kid_;
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

}  // namespace veza::oauth::test
