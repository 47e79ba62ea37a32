#include "identity/personal_tokens.h"

#include <algorithm>

#include "base/id.h"

namespace veza::identity {
namespace {

using http::Answer;
using http::Problem;
using http::refuse;

constexpr int64_t day_ms = 24LL * 3600 * 1000;
// Rows that vanished (an account that was removed) leave no trace that a look at changes would find.
constexpr int64_t read_all_every_ms = 60'000;

auto internal(const base::Error& error) { return refuse(Problem::from(error)); }

base::Json facts(const PersonalToken& token) {
  return {{"name", token.name}, {"scopes", token.scopes}, {"expires_at", base::rfc3339(token.expires_at)}};
}

std::vector<http::FieldProblem> problems_of(const NewPersonalToken& wanted, const http::Principal& who,
                                            const RoleTable& table) {
  std::vector<http::FieldProblem> problems;
  if (wanted.name.empty()) problems.push_back({"name", "must not be empty"});
  if (wanted.days < 1 || wanted.days > max_token_days)
    problems.push_back({"expires_in_days", "must be 1 to " + std::to_string(max_token_days)});
  if (wanted.scopes.empty()) problems.push_back({"scopes", "must name at least one permission"});
  for (size_t i = 0; i < wanted.scopes.size(); ++i) {
    const std::string field = "scopes[" + std::to_string(i) + "]";
    const Permission* known = table.permission(wanted.scopes[i]);
    if (known == nullptr || !who.can(wanted.scopes[i]) || wanted.scopes[i].empty())
      problems.push_back({field, "is no permission you have"});
    else if (!known->in_tokens)
      problems.push_back({field, "is for yourself only; no token can carry it"});
  }
  return problems;
}

}  // namespace

base::Json to_json(const PersonalToken& token) {
  return {{"id", token.id},
          {"name", token.name},
          {"scopes", token.scopes},
          {"created_at", base::rfc3339(token.created_at)},
          {"expires_at", base::rfc3339(token.expires_at)},
          {"last_used_at", token.last_used_at ? base::Json(base::rfc3339(*token.last_used_at)) : base::Json()}};
}

Answer<MadePersonalToken> PersonalTokens::make(const NewPersonalToken& wanted, const Actor& actor) {
  const http::Principal& who = *actor.principal;
  if (auto problems = problems_of(wanted, who, *parts_.roles.table()); !problems.empty())
    return refuse(Problem{422, "invalid_fields", "Some fields need your attention.", std::move(problems)});
  const int64_t now = parts_.clock();
  MadePersonalToken made{
      {base::new_id(), who.user_id, wanted.name, wanted.scopes, now, now + wanted.days * day_ms, {}, {}},
      make_personal_token()};
  auto& scopes = made.token.scopes;
  std::sort(scopes.begin(), scopes.end());
  scopes.erase(std::unique(scopes.begin(), scopes.end()), scopes.end());
  const auto hash = personal_token_hash(made.text);
  bool too_many = false;
  const auto written = parts_.db.write([&](data::Transaction& tx) -> base::Status {
    // So that of two at once the second counts the first.
    auto held = tx.execute("UPDATE identity_users SET updated_at = updated_at WHERE id = $1", {who.user_id});
    if (!held) return base::fail(held.error());
    const auto others = list_tokens(tx, who.user_id);
    if (!others) return base::fail(others.error());
    too_many = others->size() >= max_tokens_of_user;
    if (too_many) return {};
    if (auto inserted = insert_token(tx, made.token, *hash); !inserted) return inserted;
    auto entry = audit_entry(actor, "identity.token.created", "personal_token", made.token.id);
    entry.after = facts(made.token);
    if (auto noted = parts_.audit.record(tx, entry); !noted) return noted;
    return parts_.mails.changed(tx, who.user_id, Change::token_made, actor.client);
  });
  if (!written) return internal(written.error());
  if (too_many)
    return refuse(409, "too_many_tokens",
                  "You have " + std::to_string(max_tokens_of_user) + " tokens already; revoke one you do not need.");
  parts_.living.put({made.token, *hash, who.username, who.role});
  return made;
}

Answer<std::vector<PersonalToken>> PersonalTokens::list(std::string_view user_id) {
  auto found = list_tokens(parts_.db, user_id);
  if (!found) return internal(found.error());
  return std::move(*found);
}

Answer<void> PersonalTokens::revoke(std::string_view id, const Actor& actor) {
  const int64_t now = parts_.clock();
  bool found = false;
  const auto written = parts_.db.write([&](data::Transaction& tx) -> base::Status {
    const auto revoked = revoke_token(tx, actor.principal->user_id, id, now);
    if (!revoked) return base::fail(revoked.error());
    found = revoked->has_value();
    if (!found) return {};
    auto entry = audit_entry(actor, "identity.token.revoked", "personal_token", id);
    entry.before = facts(**revoked);
    return parts_.audit.record(tx, entry);
  });
  if (!written) return internal(written.error());
  if (!found) return refuse(404, "not_found", "You have no such token.");
  parts_.living.revoke(std::string(id));
  // Whoever listens for the ends of sessions closes what the token has opened.
  parts_.revocations.revoke_session(std::string(id), now);
  return {};
}

base::Status PersonalTokens::read_all(int64_t now) {
  std::vector<StoredToken> all;
  auto done = each_living_token(parts_.db, now, [&](StoredToken stored) { all.push_back(std::move(stored)); });
  if (!done) return done;
  for (const auto& gone : parts_.living.keep_only(all, now)) parts_.revocations.revoke_session(gone, now);
  for (const auto& stored : all) parts_.living.put(stored);
  read_all_at_ = now;
  return {};
}

base::Status PersonalTokens::synchronize(int64_t since_ms) {
  const int64_t now = parts_.clock();
  if (std::abs(now - read_all_at_) >= read_all_every_ms) {
    if (auto done = read_all(now); !done) return done;
  }
  auto done = each_changed_token(parts_.db, since_ms, [&](const StoredToken& stored) {
    parts_.living.put(stored);
    if (stored.token.revoked_at) parts_.revocations.revoke_session(stored.token.id, *stored.token.revoked_at);
  });
  if (!done) return done;
  // No request gets in with them; what they opened before ends as well.
  for (const auto& id : parts_.living.take_expired()) parts_.revocations.revoke_session(id, now);
  parts_.living.sweep();
  const auto uses = parts_.living.take_uses(token_use_apart_ms);
  if (uses.empty()) return {};
  return parts_.db.write([&](data::Transaction& tx) -> base::Status {
    for (const auto& [id, used_at] : uses)
      if (auto noted = note_use(tx, id, used_at); !noted) return noted;
    return {};
  });
}

base::Status PersonalTokens::prune(int64_t before_ms) {
  return parts_.db.write([&](data::Transaction& tx) -> base::Status {
    if (auto pruned = prune_tokens(tx, before_ms); !pruned) return base::fail(pruned.error());
    return {};
  });
}

}  // namespace veza::identity
