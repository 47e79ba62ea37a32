// Letters to an account's owner about somebody who has the first factor and guesses at the second: the password, or the
// mailbox, is then known to somebody.
#pragma once
#include <cstdint>

#include "data/database.h"
#include "identity/account_mails.h"
#include "identity/actor.h"
#include "identity/sign_in_method.h"
#include "identity/user.h"
#include "kv/store.h"

namespace veza::identity {

// Any worker thread. All it is given outlives it.
class SignInWarnings {
 public:
  // Whoever mistypes once or twice a day is not alarmed.
  static constexpr int64_t failures = 3;
  static constexpr int64_t window_ms = 24LL * 3600 * 1000;
  // Then one letter an hour at most, however often it is tried.
  static constexpr int64_t apart_ms = 3600 * 1000;

  SignInWarnings(data::Database& db, kv::Store& store, const AccountMails& mails)
      : db_(db), store_(store), mails_(mails) {}

  // The first factor, `first`, was right, and the second was not. What cannot be counted or queued is left out: the
  // audit log has it all the same.
  void second_factor_failed(const User& user, SignInMethod first, const ClientInfo& client);

 private:
  data::Database& db_;
  kv::Store& store_;
  const AccountMails& mails_;
};

}  // namespace veza::identity
