#include "identity/setup.h"

#include "base/crypto.h"
#include "identity/trail.h"

namespace veza::identity {

base::Result<bool> Setup::required() {
  if (done_.load()) return false;
  const auto admins = count_users(db_, name(Role::admin));
  if (!admins) return base::fail(admins.error());
  if (*admins > 0) done_ = true;
  return *admins == 0;
}

base::Result<std::string> Setup::make_token() {
  const auto needed = required();
  if (!needed) return base::fail(needed.error());
  if (!*needed) return std::string();
  const std::string token = base::random_token();
  const std::string hash = base::sha256_hex(token);
  const auto written = db_.write([&](data::Transaction& tx) -> base::Status {
    const int64_t now = clock_();
    auto cleared = tx.execute("DELETE FROM identity_setup WHERE created_at <= $1", {now - token_ms});
    if (!cleared) return base::fail(cleared.error());
    auto stored = tx.execute("INSERT INTO identity_setup (token_hash, created_at) VALUES ($1, $2)", {hash, now});
    if (!stored) return base::fail(stored.error());
    return {};
  });
  if (!written) return base::fail_while("storing the setup token", written.error());
  return token;
}

http::Answer<User> Setup::complete(std::string_view token, const NewAccount& account, const ClientInfo& client) {
  const auto setup_done = [] {
    return http::refuse(409, "setup_done", "This site has its admin already. Sign in instead.");
  };
  const auto needed = required();
  if (!needed) return http::refuse(http::Problem::from(needed.error()));
  if (!*needed) return setup_done();
  const std::string hash = base::sha256_hex(token);
  const auto invalid = [] {
    return http::refuse(403, "setup_token_invalid",
                        "This setup link is not valid. Use one that a server of this site printed within the last day, "
                        "or restart it for a new one.");
  };
  // Guessing must not make the server compute password hashes.
  const auto known =
      db_.row("SELECT 1 FROM identity_setup WHERE token_hash = $1 AND created_at > $2", {hash, clock_() - token_ms});
  if (!known) return http::refuse(http::Problem::from(known.error()));
  if (!*known) return invalid();
  const auto take_over = [&](data::Transaction& tx, const User& admin) -> http::Answer<void> {
    const auto admins = count_users(tx, name(Role::admin));
    if (!admins) return http::refuse(http::Problem::from(admins.error()));
    if (*admins > 0) return setup_done();
    const auto burned = tx.execute("DELETE FROM identity_setup WHERE token_hash = $1", {hash});
    if (!burned) return http::refuse(http::Problem::from(burned.error()));
    if (*burned == 0) return invalid();
    auto entry = about_account("identity.setup.done", admin, client);
    entry.after = {{"username", admin.username}};
    if (auto noted = audit_.record(tx, entry); !noted) return http::refuse(http::Problem::from(noted.error()));
    if (auto others = tx.execute("DELETE FROM identity_setup"); !others)
      return http::refuse(http::Problem::from(others.error()));
    return {};
  };
  auto user = accounts_.add(account, Role::admin, true, client, take_over);
  if (user) done_ = true;
  return user;
}

}  // namespace veza::identity
