#include "identity/token_store.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/json.h"

namespace veza::identity {
namespace {

constexpr std::string_view columns =
    "t.id, t.user_id, t.name, t.scopes, t.created_at, t.expires_at, t.last_used_at, t.revoked_at";

PersonalToken read(const data::RowView& row) {
  PersonalToken out;
  out.id = row[0].text();
  out.user_id = row[1].text();
  out.name = row[2].text();
  if (const auto scopes = base::parse_json(row[3].text()); scopes && scopes->is_array())
    for (const auto& scope : *scopes)
      if (scope.is_string()) out.scopes.push_back(scope);
  std::sort(out.scopes.begin(), out.scopes.end());
  out.created_at = row[4].integer();
  out.expires_at = row[5].integer();
  out.last_used_at = row[6].optional_integer();
  out.revoked_at = row[7].optional_integer();
  return out;
}

std::string text_of(const TokenHash& hash) {
  return base::base64url({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

// A row that is no hash gives one that no token has.
TokenHash hash_of(std::string_view text) {
  TokenHash out{};
  if (const auto bytes = base::base64url_decode(text); bytes && bytes->size() == out.size())
    std::copy(bytes->begin(), bytes->end(), out.begin());
  return out;
}

base::Status each(data::Session& session, std::string_view where, int64_t value,
                  const std::function<void(StoredToken)>& use) {
  const std::string sql = "SELECT " + std::string(columns) +
                          ", t.token_hash, u.username, u.role FROM identity_tokens t "
                          "JOIN identity_users u ON u.id = t.user_id WHERE " +
                          std::string(where);
  auto done = session.query(sql, {value}, [&](const data::RowView& row) -> base::Status {
    use({read(row), hash_of(row[8].text()), row[9].string(), row[10].string()});
    return {};
  });
  if (!done) return base::fail_while("reading personal access tokens", done.error());
  return {};
}

}  // namespace

base::Result<std::vector<PersonalToken>> list_tokens(data::Session& session, std::string_view user_id) {
  std::vector<PersonalToken> tokens;
  const std::string sql = "SELECT " + std::string(columns) +
                          " FROM identity_tokens t WHERE t.user_id = $1 AND t.revoked_at IS NULL ORDER BY t.id DESC";
  auto done = session.query(sql, {user_id}, [&](const data::RowView& row) -> base::Status {
    tokens.push_back(read(row));
    return {};
  });
  if (!done) return base::fail_while("reading personal access tokens", done.error());
  return tokens;
}

base::Status each_living_token(data::Session& session, int64_t now_ms, const std::function<void(StoredToken)>& use) {
  return each(session, "t.revoked_at IS NULL AND t.expires_at > $1", now_ms, use);
}

base::Status each_changed_token(data::Session& session, int64_t since_ms, const std::function<void(StoredToken)>& use) {
  return each(session, "t.changed_at > $1", since_ms, use);
}

base::Status insert_token(data::Transaction& tx, const PersonalToken& token, const TokenHash& hash) {
  const std::string scopes = base::to_text(token.scopes), hash_text = text_of(hash);
  auto done = tx.execute(
      "INSERT INTO identity_tokens (id, user_id, name, token_hash, scopes, created_at, expires_at, changed_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $6)",
      {token.id, token.user_id, token.name, hash_text, scopes, token.created_at, token.expires_at});
  if (!done) return base::fail_while("storing a personal access token", done.error());
  return {};
}

base::Result<std::optional<PersonalToken>> revoke_token(data::Transaction& tx, std::string_view user_id,
                                                        std::string_view id, int64_t now_ms) {
  std::optional<PersonalToken> revoked;
  const std::string sql =
      "UPDATE identity_tokens AS t SET revoked_at = $3, changed_at = $3 "
      "WHERE t.id = $1 AND t.user_id = $2 AND t.revoked_at IS NULL RETURNING id, user_id, name, scopes, created_at, "
      "expires_at, last_used_at, revoked_at";
  auto done = tx.query(sql, {id, user_id, now_ms}, [&](const data::RowView& row) -> base::Status {
    revoked = read(row);
    return {};
  });
  if (!done) return base::fail_while("revoking a personal access token", done.error());
  return revoked;
}

base::Status revoke_tokens_of(data::Transaction& tx, std::string_view user_id, int64_t now_ms,
                              const std::function<void(std::string)>& on_each) {
  auto done = tx.query(
      "UPDATE identity_tokens SET revoked_at = $2, changed_at = $2 WHERE user_id = $1 AND revoked_at IS NULL "
      "RETURNING id",
      {user_id, now_ms}, [&](const data::RowView& row) -> base::Status {
        if (on_each) on_each(row[0].string());
        return {};
      });
  if (!done) return base::fail_while("revoking the personal access tokens of an account", done.error());
  return {};
}

base::Status note_use(data::Transaction& tx, std::string_view id, int64_t used_ms) {
  auto done = tx.execute(
      "UPDATE identity_tokens SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)",
      {id, used_ms});
  if (!done) return base::fail_while("noting the use of a personal access token", done.error());
  return {};
}

base::Result<int64_t> prune_tokens(data::Transaction& tx, int64_t before_ms) {
  return tx.execute("DELETE FROM identity_tokens WHERE expires_at < $1 OR revoked_at < $1", {before_ms});
}

}  // namespace veza::identity
