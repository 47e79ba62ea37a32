// The RSA keys that sign access tokens: the rows "access" of identity_keys (PKCS #8, PEM). The youngest that every host
// has had the time to read signs; older ones only verify until the tokens they signed have expired.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "base/guarded.h"
#include "base/json.h"
#include "data/database.h"

namespace veza::identity {

struct Key;

// Any thread.
class SigningKeys {
 public:
  // A new key verifies at once but signs only this long after it was made: until then other hosts may not know it.
  static constexpr int64_t publish_ms = 10'000;

  // Loads the keys; makes a first one when there is none (RSA 2048). A key whose successor is older than
  // `verify_for_ms` is not used any more. The database outlives this.
  static base::Result<std::unique_ptr<SigningKeys>> open(data::Database& db, base::Clock clock, int64_t verify_for_ms);
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
    std::shared_ptr<const Key> key_;
  };
  Signer signer() const;

  bool verify(std::string_view kid, std::string_view input, std::string_view signature) const;

  // {"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid",…,"n","e"}]} (RFC 7517), the signing key first.
  base::Json jwks() const;

  // A new key, which signs from publish_ms on. [worker; about 0.1 s]
  base::Status rotate();
  // Reads what other hosts have added. [worker]
  base::Status reload();

 private:
  struct Set;
  SigningKeys(data::Database& db, base::Clock clock, int64_t verify_for_ms);
  base::Status create();
  std::shared_ptr<const Set> set() const;
  std::shared_ptr<const Key> signing_key() const;

  data::Database& db_;
  const base::Clock clock_;
  const int64_t verify_for_ms_;
  base::Guarded<std::shared_ptr<const Set>> set_;
};

}  // namespace veza::identity
