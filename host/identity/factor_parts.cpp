#include "identity/factor_parts.h"

#include <optional>

#include "identity/backup_codes.h"
#include "identity/factor_store.h"

namespace veza::identity {

observe::AuditEntry audit_entry(std::string action, const FactorOwner& owner, base::Json after) {
  observe::AuditEntry entry;
  entry.action = std::move(action);
  entry.actor_id = owner.id;
  entry.actor_name = owner.username;
  entry.subject_type = "user";
  entry.subject_id = owner.id;
  entry.ip = owner.client.ip;
  entry.user_agent = owner.client.user_agent;
  entry.request_id = owner.client.request_id;
  entry.after = std::move(after);
  return entry;
}

observe::AuditEntry stranger_entry(std::string action, const FactorOwner& owner, base::Json after) {
  auto entry = audit_entry(std::move(action), owner, std::move(after));
  entry.actor_id.clear();
  entry.actor_name.clear();
  return entry;
}

base::Result<std::vector<std::string>> renew_backup_codes(data::Transaction& tx, const FactorParts& parts,
                                                          const FactorOwner& owner) {
  auto codes = make_backup_codes();
  std::vector<std::string> hashes;
  for (const std::string& code : codes) hashes.push_back(backup_code_hash(owner.id, *read_backup_code(code)));
  if (auto stored = replace_backup_codes(tx, owner.id, hashes, parts.clock()); !stored)
    return base::fail(stored.error());
  if (auto noted = parts.audit.record(
          tx, audit_entry("identity.backup_codes.made", owner, {{"number", static_cast<int64_t>(codes.size())}}));
      !noted)
    return base::fail(noted.error());
  return codes;
}

base::Status hold_user(data::Transaction& tx, std::string_view user_id) {
  // As FOR UPDATE, which SQLite has not.
  auto held = tx.execute("UPDATE identity_users SET role = role WHERE id = $1", {user_id});
  if (!held) return base::fail_while("looking for an account", held.error());
  if (*held == 0) return base::fail(base::Code::not_found, "There is no such account.");
  return {};
}

http::Answer<void> write_or_refuse(data::Database& db,
                                   const std::function<http::Answer<void>(data::Transaction&)>& body) {
  std::optional<http::Problem> refusal;
  const auto written = db.write([&](data::Transaction& tx) -> base::Status {
    refusal.reset();
    auto done = body(tx);
    if (done) return {};
    refusal = std::move(done.error());
    return base::fail(base::Code::cancelled, "refused");
  });
  if (refusal) return http::refuse(std::move(*refusal));
  if (!written) return refuse_fault(written.error());
  return {};
}

}  // namespace veza::identity
