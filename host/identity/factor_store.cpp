#include "identity/factor_store.h"

namespace veza::identity {
namespace {

// Whether the statement changed a row.
base::Result<bool> changed(base::Result<int64_t> rows, std::string_view doing) {
  if (!rows) return base::fail_while(doing, rows.error());
  return *rows > 0;
}

}  // namespace

base::Result<std::optional<StoredTotp>> find_totp(data::Session& session, std::string_view user_id) {
  std::optional<StoredTotp> found;
  auto done = session.query("SELECT secret, confirmed_at, last_step FROM identity_totp WHERE user_id = $1", {user_id},
                            [&](const data::RowView& row) -> base::Status {
                              found = StoredTotp{row[0].string(), !row[1].is_null(), row[2].integer()};
                              return {};
                            });
  if (!done) return base::fail_while("looking for a TOTP secret", done.error());
  return found;
}

base::Result<bool> offer_totp(data::Transaction& tx, std::string_view user_id, std::string_view sealed,
                              int64_t now_ms) {
  return changed(tx.execute("INSERT INTO identity_totp (user_id, secret, created_at, last_step) VALUES ($1, $2, $3, 0) "
                            "ON CONFLICT (user_id) DO UPDATE SET secret = $2, created_at = $3, last_step = 0 "
                            "WHERE identity_totp.confirmed_at IS NULL",
                            {user_id, sealed, now_ms}),
                 "storing a TOTP secret");
}

base::Result<bool> confirm_totp(data::Transaction& tx, std::string_view user_id, std::string_view sealed, int64_t step,
                                int64_t now_ms) {
  return changed(tx.execute("UPDATE identity_totp SET confirmed_at = $4, last_step = $3 "
                            "WHERE user_id = $1 AND secret = $2 AND confirmed_at IS NULL",
                            {user_id, sealed, step, now_ms}),
                 "confirming a TOTP secret");
}

base::Result<bool> take_totp_step(data::Transaction& tx, std::string_view user_id, int64_t step) {
  return changed(tx.execute("UPDATE identity_totp SET last_step = $2 "
                            "WHERE user_id = $1 AND last_step < $2 AND confirmed_at IS NOT NULL",
                            {user_id, step}),
                 "taking a TOTP code");
}

base::Status store_totp_secret(data::Transaction& tx, std::string_view user_id, std::string_view sealed) {
  auto done = tx.execute("UPDATE identity_totp SET secret = $2 WHERE user_id = $1", {user_id, sealed});
  if (!done) return base::fail_while("sealing a TOTP secret anew", done.error());
  return {};
}

base::Result<bool> remove_totp(data::Transaction& tx, std::string_view user_id) {
  return changed(tx.execute("DELETE FROM identity_totp WHERE user_id = $1 AND confirmed_at IS NOT NULL", {user_id}),
                 "removing a TOTP secret");
}

base::Result<int64_t> count_backup_codes(data::Session& session, std::string_view user_id) {
  int64_t number = 0;
  auto done = session.query("SELECT COUNT(*) FROM identity_backup_codes WHERE user_id = $1 AND used_at IS NULL",
                            {user_id}, [&](const data::RowView& row) -> base::Status {
                              number = row[0].integer();
                              return {};
                            });
  if (!done) return base::fail_while("counting backup codes", done.error());
  return number;
}

base::Status replace_backup_codes(data::Transaction& tx, std::string_view user_id,
                                  const std::vector<std::string>& hashes, int64_t now_ms) {
  auto removed = tx.execute("DELETE FROM identity_backup_codes WHERE user_id = $1", {user_id});
  if (!removed) return base::fail_while("removing backup codes", removed.error());
  for (const std::string& hash : hashes) {
    auto stored = tx.execute("INSERT INTO identity_backup_codes (user_id, code_hash, created_at) VALUES ($1, $2, $3)",
                             {user_id, hash, now_ms});
    if (!stored) return base::fail_while("storing backup codes", stored.error());
  }
  return {};
}

base::Result<bool> use_backup_code(data::Transaction& tx, std::string_view user_id, std::string_view hash,
                                   int64_t now_ms) {
  return changed(tx.execute("UPDATE identity_backup_codes SET used_at = $3 "
                            "WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL",
                            {user_id, hash, now_ms}),
                 "using a backup code");
}

}  // namespace veza::identity
