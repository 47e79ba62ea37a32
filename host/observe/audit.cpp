#include "observe/audit.h"

#include "base/id.h"
#include "base/text.h"
#include "observe/audit_mask.h"

namespace veza::observe {
namespace {

constexpr size_t max_id = 200;
constexpr size_t max_name = 200;
constexpr size_t max_agent = 400;

}  // namespace

base::Status check_action(std::string_view action) {
  const auto words = base::split(action, '.');
  const bool shape = action.size() <= 100 && words.size() >= 2 && words.size() <= 5;
  bool letters = true;
  for (const std::string_view word : words) {
    letters = letters && !word.empty() &&
              word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == std::string_view::npos;
  }
  if (shape && letters) return {};
  return base::fail(base::Code::invalid, "the audit action \"" + std::string(action.substr(0, 100)) +
                                             "\" is not two to five words of [a-z0-9_-] joined by '.'");
}

Audit::Audit(base::Clock clock) : clock_(std::move(clock)) {}

void Audit::on_recorded(std::function<void()> wake) { wake_ = std::move(wake); }

base::Status Audit::record(data::Transaction& tx, const AuditEntry& entry) {
  if (auto status = check_action(entry.action); !status) return status;
  auto added = tx.execute(
      "INSERT INTO audit_incoming (id, at, action, actor_id, actor_name, subject_type, subject_id, ip, user_agent, "
      "request_id, state_before, state_after) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      {base::new_id(), clock_(), entry.action, audit_text(entry.actor_id, max_id),
       audit_text(entry.actor_name, max_name), audit_text(entry.subject_type, max_id),
       audit_text(entry.subject_id, max_id), audit_text(entry.ip, max_id), audit_text(entry.user_agent, max_agent),
       audit_text(entry.request_id, max_id), audit_state(entry.before), audit_state(entry.after)});
  if (!added) return base::fail_while("recording " + entry.action + " in the audit log", added.error());
  if (wake_) tx.on_commit(wake_);
  return {};
}

base::Status Audit::record(data::Database& database, const AuditEntry& entry) {
  return database.write([&](data::Transaction& tx) { return record(tx, entry); });
}

}  // namespace veza::observe
