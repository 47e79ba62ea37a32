#include "identity/passkey_store.h"

#include "base/crypto.h"

namespace veza::identity {
namespace {

const std::string select =
    "SELECT id, user_id, credential_id, public_key, algorithm, sign_count, backup_eligible, backed_up, transports, "
    "name, created_at, last_used_at FROM identity_passkeys ";

base::Result<Passkey> read(const data::RowView& row) {
  auto key = base::base64url_decode(row[3].text());
  if (!key) return base::fail(base::Code::internal, "the key of passkey " + row[0].string() + " is no base64url");
  return Passkey{row[0].string(),       row[1].string(),       row[2].string(),
                 std::move(*key),       row[4].integer(),      static_cast<uint32_t>(row[5].integer()),
                 row[6].integer() != 0, row[7].integer() != 0, row[8].string(),
                 row[9].string(),       row[10].integer(),     row[11].optional_integer()};
}

}  // namespace

base::Result<std::vector<Passkey>> list_passkeys(data::Session& session, std::string_view user_id) {
  static const std::string sql = select + "WHERE user_id = $1 ORDER BY id";
  std::vector<Passkey> all;
  auto done = session.query(sql, {user_id}, [&](const data::RowView& row) -> base::Status {
    auto passkey = read(row);
    if (!passkey) return base::fail(passkey.error());
    all.push_back(std::move(*passkey));
    return {};
  });
  if (!done) return base::fail_while("listing passkeys", done.error());
  return all;
}

base::Result<std::optional<Passkey>> find_passkey(data::Session& session, std::string_view credential_id) {
  static const std::string sql = select + "WHERE credential_id = $1";
  std::optional<Passkey> found;
  auto done = session.query(sql, {credential_id}, [&](const data::RowView& row) -> base::Status {
    auto passkey = read(row);
    if (!passkey) return base::fail(passkey.error());
    found = std::move(*passkey);
    return {};
  });
  if (!done) return base::fail_while("looking for a passkey", done.error());
  return found;
}

base::Result<int64_t> count_passkeys(data::Session& session, std::string_view user_id) {
  int64_t number = 0;
  auto done = session.query("SELECT COUNT(*) FROM identity_passkeys WHERE user_id = $1", {user_id},
                            [&](const data::RowView& row) -> base::Status {
                              number = row[0].integer();
                              return {};
                            });
  if (!done) return base::fail_while("counting passkeys", done.error());
  return number;
}

base::Status insert_passkey(data::Transaction& tx, const Passkey& passkey) {
  auto done = tx.execute(
      "INSERT INTO identity_passkeys (id, user_id, credential_id, public_key, algorithm, sign_count, backup_eligible, "
      "backed_up, transports, name, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      {passkey.id, passkey.user_id, passkey.credential_id, base::base64url(passkey.public_key), passkey.algorithm,
       static_cast<int64_t>(passkey.sign_count), passkey.backup_eligible, passkey.backed_up, passkey.transports,
       passkey.name, passkey.created_at});
  if (!done) return base::fail_while("storing a passkey", done.error());
  return {};
}

base::Result<bool> rename_passkey(data::Transaction& tx, std::string_view user_id, std::string_view id,
                                  std::string_view name) {
  auto done = tx.execute("UPDATE identity_passkeys SET name = $3 WHERE id = $1 AND user_id = $2", {id, user_id, name});
  if (!done) return base::fail_while("renaming a passkey", done.error());
  return *done > 0;
}

base::Result<bool> remove_passkey(data::Transaction& tx, std::string_view user_id, std::string_view id) {
  auto done = tx.execute("DELETE FROM identity_passkeys WHERE id = $1 AND user_id = $2", {id, user_id});
  if (!done) return base::fail_while("removing a passkey", done.error());
  return *done > 0;
}

base::Result<int64_t> remove_passkeys(data::Transaction& tx, std::string_view user_id) {
  auto done = tx.execute("DELETE FROM identity_passkeys WHERE user_id = $1", {user_id});
  if (!done) return base::fail_while("removing passkeys", done.error());
  return done;
}

base::Result<bool> note_passkey_use(data::Transaction& tx, std::string_view id, uint32_t sign_count, bool backed_up,
                                    int64_t now_ms) {
  auto done = tx.execute(
      "UPDATE identity_passkeys SET sign_count = $2, backed_up = $3, last_used_at = $4 "
      "WHERE id = $1 AND (sign_count < $2 OR (sign_count = 0 AND $2 = 0))",
      {id, static_cast<int64_t>(sign_count), backed_up, now_ms});
  if (!done) return base::fail_while("noting the use of a passkey", done.error());
  return *done > 0;
}

}  // namespace veza::identity
