// The first admin: no password is ever made up. While the site has no admin, each start makes a new setup token and
// prints it as a link; whoever opens the link becomes admin, once.
#pragma once
#include <atomic>
#include <string>
#include <string_view>

#include "identity/accounts.h"

namespace veza::identity {

// Any worker thread; blocks on the database.
class Setup {
 public:
  Setup(data::Database& db, Accounts& accounts, observe::Audit& audit, base::Clock clock)
      : db_(db), accounts_(accounts), audit_(audit), clock_(std::move(clock)) {}

  // Whether the site has no admin yet. Once it has one, no more I/O.
  base::Result<bool> required();

  static constexpr int64_t token_ms = 24LL * 3600 * 1000;

  // A new token for the link http://host/setup?token=…, good for a day: every host of a site prints one at its start.
  // Only its SHA-256 is kept. Empty when no setup is needed.
  base::Result<std::string> make_token();

  // Makes the first admin and burns every token, in one transaction: of two at once, one wins. 409 setup_done,
  // 403 setup_token_invalid, and what Accounts::add refuses (the token stays good then).
  http::Answer<User> complete(std::string_view token, const NewAccount& account, const ClientInfo& client);

 private:
  data::Database& db_;
  Accounts& accounts_;
  observe::Audit& audit_;
  const base::Clock clock_;
  std::atomic<bool> done_{false};
};

}  // namespace veza::identity
