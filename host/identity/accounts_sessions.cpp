// What somebody who is signed in does about password and sessions.
#include "http/rate_limits.h"
#include "identity/account_entry.h"
#include "identity/accounts.h"
#include "identity/password_rules.h"
#include "identity/token_store.h"
#include "identity/trail.h"

namespace veza::identity {
namespace {

using http::Answer;
using http::Problem;
using http::refuse;

auto no_such_session() { return refuse(404, "not_found", "There is no such session."); }

}  // namespace

Answer<std::string> Accounts::hash_new_password(const User& user, std::string_view password) {
  if (auto problem = password_problem(password, user.username, user.email))
    return refuse(Problem{422, "invalid_fields", "This password is not good enough.", {{"password", *problem}}});
  auto hash = parts_.hasher.hash(password);
  if (!hash) return refuse(Problem::from(hash.error()));
  return std::move(*hash);
}

base::Status Accounts::replace_password(data::Transaction& tx, const User& user, const std::string& hash,
                                        std::string_view keep_sid, int64_t now, std::vector<std::string>& ended) {
  ended.clear();
  if (auto stored = store_password_hash(tx, user.id, hash, now); !stored) return stored;
  if (auto dropped = drop_mail_tokens(tx, user.id); !dropped) return dropped;
  auto revoked = revoke_sessions_of(
      tx, user.id, "password_changed", now, [&](std::string sid) { ended.push_back(std::move(sid)); }, keep_sid);
  if (!revoked) return revoked;
  return parts_.mails.password_changed(tx, user);
}

Answer<void> Accounts::change_password(std::string_view user_id, std::string_view password, std::string_view keep_sid,
                                       const ClientInfo& client) {
  const auto user = find(user_id);
  if (!user) return refuse(user.error());
  const auto hash = hash_new_password(*user, password);
  if (!hash) return refuse(hash.error());
  const int64_t now = parts_.clock();
  std::vector<std::string> ended;
  auto done = transact([&](data::Transaction& tx) -> Answer<void> {
    base::Status stored = replace_password(tx, *user, *hash, keep_sid, now, ended);
    if (stored) stored = parts_.audit.record(tx, about_account("identity.password.changed", *user, client));
    if (!stored) return refuse(Problem::from(stored.error()));
    return {};
  });
  if (!done) return done;
  for (const std::string& sid : ended) parts_.revocations.revoke_session(sid, now);
  return {};
}

Answer<std::vector<Session>> Accounts::sessions_of(std::string_view user_id) {
  auto sessions = list_sessions(parts_.db, user_id, parts_.clock());
  if (!sessions) return refuse(Problem::from(sessions.error()));
  return std::move(*sessions);
}

Answer<void> Accounts::end_session_of(const User& user, std::string_view sid, const ClientInfo& client) {
  const int64_t now = parts_.clock();
  auto done = transact([&](data::Transaction& tx) -> Answer<void> {
    const auto session = find_session(tx, sid);
    if (!session) return refuse(Problem::from(session.error()));
    // Somebody else's is as good as none.
    if (!*session || (*session)->user_id != user.id) return no_such_session();
    const auto ended = revoke_session(tx, sid, "ended_by_owner", now);
    if (!ended) return refuse(Problem::from(ended.error()));
    if (!*ended) return {};
    auto entry = about_account("identity.session.ended", user, client);
    entry.subject_type = "session";
    entry.subject_id = sid;
    if (auto recorded = parts_.audit.record(tx, entry); !recorded) return refuse(Problem::from(recorded.error()));
    return {};
  });
  if (!done) return done;
  parts_.revocations.revoke_session(std::string(sid), now);
  return {};
}

Answer<void> Accounts::end_other_sessions(const User& user, std::string_view keep_sid, const ClientInfo& client) {
  const int64_t now = parts_.clock();
  std::vector<std::string> ended;
  auto done = transact([&](data::Transaction& tx) -> Answer<void> {
    ended.clear();
    base::Status stored = revoke_sessions_of(
        tx, user.id, "ended_by_owner", now, [&](std::string sid) { ended.push_back(std::move(sid)); }, keep_sid);
    auto entry = about_account("identity.session.others_ended", user, client);
    entry.after = {{"ended", ended.size()}};
    if (stored) stored = parts_.audit.record(tx, entry);
    if (!stored) return refuse(Problem::from(stored.error()));
    return {};
  });
  if (!done) return done;
  for (const std::string& sid : ended) parts_.revocations.revoke_session(sid, now);
  return {};
}

Answer<Accounts::SignedOut> Accounts::sign_out(std::string_view user_id) {
  const auto user = find(user_id);
  if (!user) return refuse(user.error());
  const int64_t now = parts_.clock();
  std::vector<std::string> sessions, tokens;
  auto done = transact([&](data::Transaction& tx) -> Answer<void> {
    sessions.clear();
    tokens.clear();
    base::Status stored = revoke_sessions_of(tx, user_id, "signed_out_by_site", now,
                                             [&](std::string sid) { sessions.push_back(std::move(sid)); });
    if (stored) stored = revoke_tokens_of(tx, user_id, now, [&](std::string id) { tokens.push_back(std::move(id)); });
    auto entry = account_entry("identity.account.signed_out", *user);
    entry.after = {{"sessions", sessions.size()}, {"tokens", tokens.size()}};
    if (stored) stored = parts_.audit.record(tx, entry);
    if (!stored) return refuse(Problem::from(stored.error()));
    return {};
  });
  if (!done) return refuse(done.error());
  for (const std::string& id : tokens) parts_.living.revoke(id);
  for (const auto* ended : {&sessions, &tokens})
    for (const std::string& id : *ended) parts_.revocations.revoke_session(id, now);
  return SignedOut{sessions.size(), tokens.size()};
}

Answer<void> Accounts::prove_again(const User& user, std::string_view sid, const ClientInfo& client) {
  return transact([&](data::Transaction& tx) -> Answer<void> {
    const auto stored = store_authentication(tx, sid, parts_.clock());
    if (!stored) return refuse(Problem::from(stored.error()));
    if (!*stored) return no_such_session();
    auto entry = about_account("identity.session.reauthenticated", user, client);
    entry.subject_type = "session";
    entry.subject_id = sid;
    if (auto recorded = parts_.audit.record(tx, entry); !recorded) return refuse(Problem::from(recorded.error()));
    return {};
  });
}

Answer<bool> Accounts::knows_address(std::string_view user_id, std::string_view ip) {
  const std::string wanted = http::address_key(ip);
  bool known = false;
  auto done = each_session_address(
      parts_.db, user_id, [&](std::string_view address) { known = known || http::address_key(address) == wanted; });
  if (!done) return refuse(Problem::from(done.error()));
  return known;
}

}  // namespace veza::identity
