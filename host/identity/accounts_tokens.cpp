// How a session begins, goes on and ends.
#include "base/crypto.h"
#include "base/id.h"
#include "base/text.h"
#include "identity/account_entry.h"
#include "identity/accounts.h"
#include "identity/factor_parts.h"
#include "identity/refresh_token.h"

namespace veza::identity {
namespace {

using http::Answer;
using http::Problem;
using http::refuse;

auto internal(const base::Error& error) { return refuse(Problem::from(error)); }

std::string cut(std::string_view text, size_t bytes) {
  std::string out(text.substr(0, bytes));
  while (!out.empty() && !base::is_utf8(out)) out.pop_back();
  return out;
}

}  // namespace

Answer<SignedIn> Accounts::answer(const User& user, const Session& session, std::string refresh_token,
                                  std::string jti) {
  auto access = parts_.tokens.issue({user.id, user.username, user.role, session.id, std::move(jti)});
  if (!access) return internal(access.error());
  return SignedIn{user,
                  session.id,
                  std::move(*access),
                  std::move(refresh_token),
                  parts_.tokens.lifetime_s(),
                  session_lifetime_ms(session.remember) / 1000};
}

Answer<SignedIn> Accounts::start_session(const User& user, const ClientInfo& client, bool remember,
                                         const SignInWay& way) {
  const int64_t now = parts_.clock();
  Session session;
  session.id = base::new_id();
  auto token = make_refresh_token(refresh_key_, session.id);
  session.user_id = user.id;
  session.refresh_hash = token.hash;
  session.refreshed_at = session.created_at = session.last_seen_at = session.authenticated_at = now;
  session.expires_at = now + session_lifetime_ms(remember);
  session.user_agent = cut(client.user_agent, 300);
  session.ip = cut(client.ip, 64);
  session.remember = remember;
  auto entry = account_entry("identity.session.started", user, client);
  entry.subject_type = "session";
  entry.subject_id = session.id;
  entry.after = {{"method", name(way.method)},
                 {"second_factor", way.second_factor.empty() ? base::Json() : base::Json(way.second_factor)},
                 {"remember", remember}};
  if (!way.by.empty()) entry.after["by"] = way.by;
  std::optional<StoredUser> now_user;
  std::string jti;
  auto done = transact([&](data::Transaction& tx) -> Answer<void> {
    const auto same = hold_unchanged(tx, user);
    if (!same) return internal(same.error());
    if (!*same)
      return refuse(401, "credentials_changed", "The password of this account was changed meanwhile. Sign in again.");
    auto found = find_user(tx, user.id);
    if (!found) return internal(found.error());
    now_user = std::move(*found);
    jti = base::new_id();
    if (auto inserted = insert_session(tx, session); !inserted) return internal(inserted.error());
    if (auto recorded = parts_.audit.record(tx, entry); !recorded) return internal(recorded.error());
    return {};
  });
  if (!done) return refuse(done.error());
  return answer(now_user->user, session, std::move(token.text), std::move(jti));
}

Answer<SignedIn> Accounts::refresh(std::string_view refresh_token, const ClientInfo& client) {
  const auto sid = session_of(refresh_token);
  if (!sid) return refuse(401, "token_invalid", "This refresh token is not valid. Sign in again.");
  const std::string hash = refresh_token_hash(refresh_token);
  auto next = make_refresh_token(refresh_key_, *sid);
  const int64_t now = parts_.clock();
  RefreshVerdict verdict = RefreshVerdict::revoked;
  std::optional<Session> session;
  std::optional<StoredUser> user;
  std::string jti;
  const auto written = parts_.db.write([&](data::Transaction& tx) -> base::Status {
    auto found = find_session(tx, *sid);
    if (!found) return base::fail(found.error());
    session = std::move(*found);
    if (!session) {
      verdict = RefreshVerdict::expired;
      return {};
    }
    verdict = judge_refresh(*session, hash, now);
    if (verdict == RefreshVerdict::reused) {
      if (auto ended = revoke_session(tx, *sid, "refresh_token_reused", now); !ended) return base::fail(ended.error());
      // Who came with the old token is not known: the owner's session, somebody's address.
      auto entry = account_entry("identity.session.token_reused", {session->user_id, {}, {}}, client);
      entry.actor_id.clear();
      entry.subject_type = "session";
      entry.subject_id = session->id;
      entry.after = {{"user_id", session->user_id}, {"ended", true}};
      return parts_.audit.record(tx, entry);
    }
    if (verdict != RefreshVerdict::rotate) return {};
    if (auto held = hold_user(tx, session->user_id); !held) return held;
    jti = base::new_id();
    auto owner = find_user(tx, session->user_id);
    if (!owner) return base::fail(owner.error());
    user = std::move(*owner);
    return rotate_session(tx, *session, next.hash, cut(client.ip, 64), cut(client.user_agent, 300), now);
  });
  if (!written) {
    if (written.error().code == base::Code::conflict)
      verdict = RefreshVerdict::conflict;
    else
      return internal(written.error());
  }
  switch (verdict) {
    case RefreshVerdict::reused:
      parts_.revocations.revoke_session(*sid, now);
      return refuse(401, "session_revoked",
                    "This refresh token was used before, so somebody may have a copy of it. The session has been "
                    "ended; sign in again.");
    case RefreshVerdict::revoked:
      return refuse(401, "session_revoked", "This session has been ended. Sign in again.");
    case RefreshVerdict::expired:
      return refuse(401, "token_expired", "This session has expired. Sign in again.");
    case RefreshVerdict::conflict:
      return refuse(409, "refresh_conflict", "The session was refreshed a moment ago. Use the tokens from then.");
    case RefreshVerdict::rotate:
      break;
  }
  if (!user) return refuse(401, "session_revoked", "This account is no longer there.");
  return answer(user->user, *session, std::move(next.text), std::move(jti));
}

Answer<bool> Accounts::is_fresh(std::string_view sid) {
  const auto proved = authenticated_at(parts_.db, sid);
  if (!proved) return internal(proved.error());
  return *proved && parts_.clock() - **proved < fresh_ms;
}

Answer<void> Accounts::end_session(std::string_view sid, const ClientInfo& client) {
  const int64_t now = parts_.clock();
  const auto written = parts_.db.write([&](data::Transaction& tx) -> base::Status {
    auto ended = revoke_session(tx, sid, "signed_out", now);
    if (!ended) return base::fail(ended.error());
    if (!*ended) return {};
    auto found = find_session(tx, sid);
    if (!found) return base::fail(found.error());
    if (!*found) return {};
    auto owner = find_user(tx, (*found)->user_id);
    if (!owner) return base::fail(owner.error());
    if (!*owner) return {};
    auto entry = account_entry("identity.session.ended", (*owner)->user, client);
    entry.subject_type = "session";
    entry.subject_id = sid;
    return parts_.audit.record(tx, entry);
  });
  if (!written) return internal(written.error());
  parts_.revocations.revoke_session(std::string(sid), now);
  return {};
}

std::optional<std::string> Accounts::session_of(std::string_view refresh_token) const {
  return session_of_refresh_token(refresh_key_, refresh_token);
}

}  // namespace veza::identity
