#include "identity/user_store.h"

#include "base/clock.h"
#include "base/text.h"
#include "identity/names.h"
#include "identity/privacy_part.h"

namespace veza::identity {
namespace {

constexpr std::string_view columns =
    "id, username, email, role, created_at, password_hash, email_verified_at, credentials_changes";

StoredUser read(const data::RowView& row) {
  StoredUser out;
  out.user.id = row[0].text();
  out.user.username = row[1].text();
  out.user.email = row[2].text();
  out.user.role = row[3].text();
  out.user.created_at = row[4].integer();
  out.password_hash = row[5].text();
  out.user.email_verified = !row.is_null(6);
  out.user.credentials_changes = row[7].integer();
  return out;
}

MaybeUser find(data::Session& source, std::string_view where, std::string_view value) {
  std::optional<StoredUser> found;
  const std::string sql =
      "SELECT " + std::string(columns) + " FROM identity_users WHERE " + std::string(where) + " = $1";
  auto done = source.query(sql, {value}, [&](const data::RowView& row) -> base::Status {
    found = read(row);
    return {};
  });
  if (!done) return base::fail_while("looking for an account", done.error());
  return found;
}

}  // namespace

base::Json to_json(const User& user, const RoleTable& roles) {
  return {{"id", user.id},
          {"username", user.username},
          {"email", user.email},
          {"email_verified", user.email_verified},
          {"role", user.role},
          {"permissions", roles.permissions_of(user.role)},
          {"created_at", base::rfc3339(user.created_at)}};
}

base::Json to_public_json(const User& user) {
  return {{"id", user.id}, {"username", user.username}, {"role", user.role}};
}

MaybeUser find_user(data::Session& session, std::string_view id) { return find(session, "id", id); }

MaybeUser find_user_by_login(data::Session& session, std::string_view login) {
  const std::string key = login_key(login);
  if (login.find('@') != std::string_view::npos) return find(session, "email_key", key);
  return find(session, "username_key", key);
}

base::Result<std::vector<User>> list_users(data::Session& session, size_t limit, std::string_view after) {
  std::vector<User> users;
  const std::string sql = "SELECT " + std::string(columns) + " FROM identity_users WHERE id > $1 ORDER BY id LIMIT $2";
  auto done = session.query(sql, {after, static_cast<int64_t>(limit)}, [&](const data::RowView& row) -> base::Status {
    users.push_back(read(row).user);
    return {};
  });
  if (!done) return base::fail_while("listing accounts", done.error());
  return users;
}

base::Result<FoundUsers> search_users(data::Session& session, std::string_view text, bool by_email, int64_t offset,
                                      int64_t limit) {
  std::string pattern = "%";
  for (const char c : username_key(text)) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  pattern += "%";
  const std::string from = std::string(" FROM identity_users WHERE username_key LIKE $1 ESCAPE '\\'") +
                           (by_email ? " OR email_key LIKE $1 ESCAPE '\\'" : "");
  FoundUsers found;
  auto counted = session.query("SELECT COUNT(*)" + from, {pattern}, [&](const data::RowView& row) -> base::Status {
    found.total = row[0].integer();
    return {};
  });
  if (!counted) return base::fail_while("counting accounts", counted.error());
  auto done = session.query("SELECT " + std::string(columns) + from + " ORDER BY id DESC LIMIT $2 OFFSET $3",
                            {pattern, limit, offset}, [&](const data::RowView& row) -> base::Status {
                              found.users.push_back(read(row).user);
                              return {};
                            });
  if (!done) return base::fail_while("listing accounts", done.error());
  return found;
}

base::Result<int64_t> count_users(data::Session& session, std::string_view role) {
  int64_t number = 0;
  auto done = session.query("SELECT COUNT(*) FROM identity_users WHERE role = $1", {role},
                            [&](const data::RowView& row) -> base::Status {
                              number = row[0].integer();
                              return {};
                            });
  if (!done) return base::fail_while("counting accounts", done.error());
  return number;
}

base::Result<bool> is_last_with(data::Transaction& tx, std::string_view role, std::string_view user_id) {
  // As FOR UPDATE, which SQLite has not.
  auto held = tx.execute("UPDATE identity_users SET role = role WHERE role = $1", {role});
  if (!held) return base::fail_while("counting accounts", held.error());
  auto other = tx.row(
      "SELECT 1 FROM identity_users WHERE role = $1 AND id <> $2 AND NOT EXISTS "
      "(SELECT 1 FROM privacy_erasures WHERE privacy_erasures.user_id = identity_users.id) LIMIT 1",
      {role, user_id});
  if (!other) return base::fail_while("counting accounts", other.error());
  return !other->has_value();
}

base::Result<Taken> what_is_taken(data::Transaction& tx, std::string_view username, std::string_view email) {
  Taken taken = Taken::none;
  const std::string name_key = username_key(username);
  const std::string mail_key = email_key(email);
  auto done = tx.query("SELECT username_key FROM identity_users WHERE username_key = $1 OR email_key = $2",
                       {name_key, mail_key}, [&](const data::RowView& row) -> base::Status {
                         if (row[0].text() == name_key)
                           taken = Taken::username;
                         else if (taken == Taken::none)
                           taken = Taken::email;
                         return {};
                       });
  if (!done) return base::fail_while("looking for an account", done.error());
  if (taken == Taken::username) return taken;
  auto retired = is_retired_name(tx, username);
  if (!retired) return base::fail_while("looking for an account", retired.error());
  return *retired ? Taken::username : taken;
}

base::Status insert_user(data::Transaction& tx, const User& user, std::string_view password_hash) {
  const std::string name_key = username_key(user.username);
  const std::string mail_key = email_key(user.email);
  auto done = tx.execute(
      "INSERT INTO identity_users (id, username, username_key, email, email_key, password_hash, role, created_at, "
      "updated_at, access_changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, 0)",
      {user.id, user.username, name_key, user.email, mail_key, password_hash, user.role, user.created_at});
  if (!done) return base::fail_while("storing an account", done.error());
  return {};
}

base::Status store_email(data::Transaction& tx, std::string_view user_id, std::string_view email, bool verified,
                         int64_t now_ms) {
  const std::optional<int64_t> verified_at = verified ? std::optional(now_ms) : std::nullopt;
  auto done = tx.execute(
      "UPDATE identity_users SET email = $2, email_key = $3, email_verified_at = $4, updated_at = $5, "
      "credentials_changes = credentials_changes + CASE WHEN email_key = $3 THEN 0 ELSE 1 END WHERE id = $1",
      {user_id, email, email_key(email), verified_at, now_ms});
  if (!done) return base::fail_while("storing an e-mail address", done.error());
  if (*done == 0) return base::fail(base::Code::not_found, "there is no such account");
  return {};
}

base::Status store_password_hash(data::Transaction& tx, std::string_view user_id, std::string_view hash,
                                 int64_t now_ms) {
  auto done = tx.execute(
      "UPDATE identity_users SET password_hash = $2, updated_at = $3, credentials_changes = credentials_changes + 1 "
      "WHERE id = $1",
      {user_id, hash, now_ms});
  if (!done) return base::fail_while("storing a password", done.error());
  if (*done == 0) return base::fail(base::Code::not_found, "there is no such account");
  return {};
}

base::Status renew_password_hash(data::Transaction& tx, std::string_view user_id, std::string_view from,
                                 std::string_view to) {
  auto done = tx.execute("UPDATE identity_users SET password_hash = $3 WHERE id = $1 AND password_hash = $2",
                         {user_id, from, to});
  if (!done) return base::fail_while("storing a password", done.error());
  return {};
}

base::Result<bool> hold_unchanged(data::Transaction& tx, const User& user) {
  auto held = tx.execute("UPDATE identity_users SET role = role WHERE id = $1 AND credentials_changes = $2",
                         {user.id, user.credentials_changes});
  if (!held) return base::fail_while("looking for an account", held.error());
  return *held > 0;
}

base::Status store_role(data::Transaction& tx, std::string_view user_id, std::string_view role, int64_t now_ms) {
  auto done = tx.execute("UPDATE identity_users SET role = $2, updated_at = $3, access_changed_at = $3 WHERE id = $1",
                         {user_id, role, now_ms});
  if (!done) return base::fail_while("storing a role", done.error());
  if (*done == 0) return base::fail(base::Code::not_found, "there is no such account");
  return {};
}

}  // namespace veza::identity
