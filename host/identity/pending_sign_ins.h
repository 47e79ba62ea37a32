// Sign-ins whose second factor is still to come. The token that stands for one is bound to the account and to the
// client that began (its address and its User-Agent), is good for five minutes and ten attempts, until the account's
// password or address changes, and starts one session. Kept in the key-value store under its hash, so that any host
// goes on with what another began.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "http/problem.h"
#include "identity/accounts.h"
#include "identity/sign_in.h"
#include "kv/store.h"

namespace veza::identity {

struct PendingSignIn {
  std::string user_id;
  bool remember = false;
  SignInMethod method = SignInMethod::password;  // how the first factor was shown
  std::string by = {};                           // sign_in_method.h
  int64_t credentials_changes = 0;               // user.h, when that was
};

// Any thread. The store outlives it. Errors: 503 while the store is away.
class PendingSignIns {
 public:
  explicit PendingSignIns(kv::Store& store) : store_(store) {}

  static constexpr int64_t lifetime_ms = 5LL * 60 * 1000;
  static constexpr int64_t attempts = 10;

  http::Answer<std::string> begin(const PendingSignIn& pending, const ClientInfo& client);
  // 401 second_factor_expired: too old, used, tried too often, or begun by another client.
  http::Answer<PendingSignIn> find(std::string_view token, const ClientInfo& client);
  // As find(), and counts an attempt.
  http::Answer<PendingSignIn> attempt(std::string_view token, const ClientInfo& client);
  // The factor was right: granted once for each token, 401 second_factor_expired afterwards.
  http::Answer<void> finish(std::string_view token);
  // What is answered then.
  static http::Problem expired();
  // What names the sign-in elsewhere (challenges.h) without being the token.
  static std::string name(std::string_view token);

 private:
  kv::Store& store_;
};

}  // namespace veza::identity
