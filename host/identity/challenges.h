// The random numbers that passkeys sign: each is given out for one purpose, taken back once, and good for five minutes.
// Kept in the key-value store, so that any host takes back what another gave.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "http/problem.h"
#include "kv/store.h"

namespace veza::identity {

enum class ChallengeFor { registration, sign_in, second_factor, reauthentication };

// Any thread. The store outlives it. Errors: 503 while the store is away.
class Challenges {
 public:
  explicit Challenges(kv::Store& store) : store_(store) {}

  static constexpr int64_t lifetime_ms = 5LL * 60 * 1000;

  // 32 random bytes as base64url. `bound_to`: the session, or the sign-in under way; "" for nobody in particular.
  http::Answer<std::string> give(ChallengeFor purpose, std::string_view bound_to);
  // Whatever the outcome, it is gone. 422 challenge_expired: never given, taken before, too old, or for another purpose
  // or another session.
  http::Answer<void> take(std::string_view challenge, ChallengeFor purpose, std::string_view bound_to);

 private:
  kv::Store& store_;
};

}  // namespace veza::identity
