// veza.audit/1: entries are kept for the test to look at.
#pragma once
#include <algorithm>

#include "veza/audit.hpp"
#include "veza/testing/fake_db.hpp"
#include "veza/testing/fake_request.hpp"

namespace veza::testing {

class FakeAudit {
 public:
  // `plugin` is the id actions must begin with.
  explicit FakeAudit(std::string plugin) : prefix_(std::move(plugin) + ".") {
    table_.struct_size = sizeof table_;
    table_.ctx = this;
    table_.record = [](void* ctx, veza_tx* tx, const veza_audit_entry* entry) noexcept {
      auto* audit = static_cast<FakeAudit*>(ctx);
      return contained([&]() -> veza_status {
        AuditEntry made;
        made.action = detail::copy(entry->action);
        std::string as_table = audit->prefix_;
        std::replace(as_table.begin(), as_table.end(), '-', '_');
        if (!made.action.starts_with(audit->prefix_) && !made.action.starts_with(as_table)) {
          return fail(VEZA_E_INVALID, "the action " + made.action + " does not begin with " + audit->prefix_);
        }
        made.subject_type = detail::copy(entry->subject_type);
        made.subject_id = detail::copy(entry->subject_id);
        if (entry->before.len) made.before = Json::parse(detail::view(entry->before));
        if (entry->after.len) made.after = Json::parse(detail::view(entry->after));
        made.actor_id = entry->request ? FakeRequest::from(entry->request).user.id : detail::copy(entry->actor_id);
        made.request_id = entry->request ? FakeRequest::from(entry->request).id : detail::copy(entry->request_id);
        FakeTx::from(tx).on_commit.push_back([audit, made] { audit->entries.push_back(made); });
        return VEZA_OK;
      });
    };
  }

  const veza_audit_v1* table() const { return &table_; }

  // Every entry that was committed, oldest first; actor_id and request_id as the log would have them.
  std::vector<AuditEntry> entries;
  // Whether one has this action and subject.
  bool has(std::string_view action, std::string_view subject_id) const {
    for (const auto& entry : entries) {
      if (entry.action == action && entry.subject_id == subject_id) return true;
    }
    return false;
  }

 private:
  std::string prefix_;
  veza_audit_v1 table_{};
};

}  // namespace veza::testing
