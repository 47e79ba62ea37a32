#include "identity/session_store.h"

namespace veza::identity {
namespace {
constexpr int64_t day_ms = 24LL * 3600 * 1000;

constexpr std::string_view select =
    "SELECT id, user_id, refresh_hash, previous_refresh_hash, refreshed_at, created_at, expires_at, last_seen_at, "
    "user_agent, ip, remember, revoked_at, authenticated_at FROM identity_sessions ";

Session read(const data::RowView& row) {
  Session session;
  session.id = row[0].text();
  session.user_id = row[1].text();
  session.refresh_hash = row[2].text();
  session.previous_refresh_hash = row[3].optional_string();
  session.refreshed_at = row[4].integer();
  session.created_at = row[5].integer();
  session.expires_at = row[6].integer();
  session.last_seen_at = row[7].integer();
  session.user_agent = row[8].text();
  session.ip = row[9].text();
  session.remember = row[10].integer() != 0;
  if (!row[11].is_null()) session.revoked_at = row[11].integer();
  session.authenticated_at = row[12].integer();
  return session;
}

}  // namespace

int64_t session_lifetime_ms(bool remember) { return (remember ? remembered_session_days : session_days) * day_ms; }

RefreshVerdict judge_refresh(const Session& session, std::string_view hash, int64_t now_ms) {
  if (session.revoked_at) return RefreshVerdict::revoked;
  if (session.expires_at <= now_ms) return RefreshVerdict::expired;
  if (hash == session.refresh_hash) return RefreshVerdict::rotate;
  const bool one_before = session.previous_refresh_hash && hash == *session.previous_refresh_hash;
  return one_before && now_ms - session.refreshed_at <= refresh_grace_ms ? RefreshVerdict::conflict
                                                                         : RefreshVerdict::reused;
}

base::Result<std::optional<Session>> find_session(data::Transaction& tx, std::string_view id) {
  std::optional<Session> found;
  auto done = tx.query(std::string(select) + "WHERE id = $1", {id}, [&](const data::RowView& row) -> base::Status {
    found = read(row);
    return {};
  });
  if (!done) return base::fail_while("looking for a session", done.error());
  return found;
}

base::Result<std::vector<Session>> list_sessions(data::Session& source, std::string_view user_id, int64_t now_ms) {
  std::vector<Session> sessions;
  auto done = source.query(std::string(select) +
                               "WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2 "
                               "ORDER BY last_seen_at DESC, id DESC LIMIT 500",
                           {user_id, now_ms}, [&](const data::RowView& row) -> base::Status {
                             sessions.push_back(read(row));
                             return {};
                           });
  if (!done) return base::fail_while("listing sessions", done.error());
  return sessions;
}

base::Status each_session_address(data::Session& source, std::string_view user_id,
                                  const std::function<void(std::string_view)>& each) {
  auto done = source.query("SELECT DISTINCT ip FROM identity_sessions WHERE user_id = $1 LIMIT 500", {user_id},
                           [&](const data::RowView& row) -> base::Status {
                             each(row[0].text());
                             return {};
                           });
  if (!done) return base::fail_while("looking for the addresses of an account", done.error());
  return {};
}

base::Status insert_session(data::Transaction& tx, const Session& session) {
  auto done = tx.execute(
      "INSERT INTO identity_sessions (id, user_id, refresh_hash, refreshed_at, created_at, expires_at, last_seen_at, "
      "user_agent, ip, remember, authenticated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
      {session.id, session.user_id, session.refresh_hash, session.refreshed_at, session.created_at, session.expires_at,
       session.last_seen_at, session.user_agent, session.ip, session.remember, session.authenticated_at});
  if (!done) return base::fail_while("storing a session", done.error());
  return {};
}

base::Status rotate_session(data::Transaction& tx, const Session& session, std::string_view new_hash,
                            std::string_view ip, std::string_view user_agent, int64_t now_ms) {
  auto done = tx.execute(
      "UPDATE identity_sessions SET refresh_hash = $3, previous_refresh_hash = $2, refreshed_at = $4, "
      "last_seen_at = $4, expires_at = $5, ip = $6, user_agent = $7 "
      "WHERE id = $1 AND refresh_hash = $2 AND revoked_at IS NULL",
      {session.id, session.refresh_hash, new_hash, now_ms, now_ms + session_lifetime_ms(session.remember), ip,
       user_agent});
  if (!done) return base::fail_while("refreshing a session", done.error());
  if (*done == 0) return base::fail(base::Code::conflict, "the session was refreshed by somebody else meanwhile");
  return {};
}

base::Result<std::optional<int64_t>> authenticated_at(data::Session& session, std::string_view sid) {
  std::optional<int64_t> found;
  auto done = session.query("SELECT authenticated_at FROM identity_sessions WHERE id = $1 AND revoked_at IS NULL",
                            {sid}, [&](const data::RowView& row) -> base::Status {
                              found = row[0].integer();
                              return {};
                            });
  if (!done) return base::fail_while("looking for a session", done.error());
  return found;
}

base::Result<bool> store_authentication(data::Transaction& tx, std::string_view sid, int64_t now_ms) {
  auto done = tx.execute("UPDATE identity_sessions SET authenticated_at = $2 WHERE id = $1 AND revoked_at IS NULL",
                         {sid, now_ms});
  if (!done) return base::fail_while("noting that somebody proved again who they are", done.error());
  return *done > 0;
}

base::Result<bool> revoke_session(data::Transaction& tx, std::string_view id, std::string_view because,
                                  int64_t now_ms) {
  auto done = tx.execute(
      "UPDATE identity_sessions SET revoked_at = $2, revoked_because = $3 WHERE id = $1 AND revoked_at IS NULL",
      {id, now_ms, because});
  if (!done) return base::fail_while("ending a session", done.error());
  return *done > 0;
}

base::Status revoke_sessions_of(data::Transaction& tx, std::string_view user_id, std::string_view because,
                                int64_t now_ms, const std::function<void(std::string)>& on_each,
                                std::string_view keep) {
  auto done = tx.query(
      "UPDATE identity_sessions SET revoked_at = $2, revoked_because = $3 WHERE user_id = $1 AND revoked_at IS NULL "
      "AND id <> $4 RETURNING id",
      {user_id, now_ms, because, keep}, [&](const data::RowView& row) -> base::Status {
        on_each(std::string(row[0].text()));
        return {};
      });
  if (!done) return base::fail_while("ending the sessions of an account", done.error());
  return {};
}

base::Result<int64_t> prune_sessions(data::Transaction& tx, int64_t before_ms) {
  return tx.execute("DELETE FROM identity_sessions WHERE expires_at < $1 OR revoked_at < $1", {before_ms});
}

}  // namespace veza::identity
