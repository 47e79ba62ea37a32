// Public keys of a provider (RFC 7517, RFC 7518 section 6, RFC 8037), as OpenSSL checks signatures with them.
#pragma once
#include <openssl/evp.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <veza/json.hpp>

namespace veza::oauth {

using PublicKey = std::shared_ptr<EVP_PKEY>;

struct Jwk {
  std::string kid;        // may be empty
  std::string algorithm;  // the one it can check: "RS256", "ES256" or "EdDSA"
  PublicKey key;
};

// A key that can check one of the three algorithms: RSA from 2048 bits, P-256, Ed25519. Nothing for any other, for a
// key that is not for signatures, or one that says another "alg".
std::optional<Jwk> parse_jwk(const Json& json);
// Those of a JWK set that can be used, at most 100 among the first 1000; what else is in it does not matter. Nothing
// when it is no set.
std::optional<std::vector<Jwk>> parse_jwks(std::string_view text);

}  // namespace veza::oauth
