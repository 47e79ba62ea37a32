// The RSA keys that sign access tokens. They live in one folder as "access-<created, epoch ms>.pem" (PKCS #8, 0600);
// the youngest signs, older ones only verify until the tokens they signed have expired.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "base/guarded.h"
#include "base/json.h"

namespace veza::identity {

// Any thread.
class SigningKeys {
 public:
  // Loads the folder; makes a first key when there is none (RSA 2048). A key whose successor is older than
  // `verify_for_ms` is deleted.
  static base::Result<std::unique_ptr<SigningKeys>> open(std::string dir, base::Clock clock, int64_t verify_for_ms);
  ~SigningKeys();

  // The key that signs now: its id, the RFC 7638 thumbprint.
  std::string kid() const;
  // One key held fast, because what is signed names the key: a rotation between the two would break the token.
  class Signer {
   public:
    const std::string& kid() const;
    // RSASSA-PKCS1-v1_5 with SHA-256; about 0.7 ms.
    base::Result<std::string> sign(std::string_view input) const;

   private:
    friend class SigningKeys;
    std::shared_ptr<const struct Key> key_;
  };
  Signer signer() const;

  bool verify(std::string_view kid, std::string_view input, std::string_view signature) const;

  // {"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid",…,"n","e"}]} (RFC 7517), the signing key first.
  base::Json jwks() const;

  // A new signing key. [blocks for about 0.1 s]
  base::Status rotate();

 private:
  struct Set;
  SigningKeys(std::string dir, base::Clock clock, int64_t verify_for_ms);
  base::Status load();
  base::Status create();
  std::shared_ptr<const Set> set() const;

  const std::string dir_;
  const base::Clock clock_;
  const int64_t verify_for_ms_;
  base::Guarded<std::shared_ptr<const Set>> set_;
};

}  // namespace veza::identity
