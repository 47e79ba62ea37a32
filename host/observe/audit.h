// The audit log: who changed what, from where, and what happened to the site's security. Entries are only ever added.
//
// An entry is a row of the transaction that makes the change, so that neither is there without the other. It stands in
// `audit_incoming` until AuditChain (audit_chain.h) gives it its place in `audit_log`, where each row holds the hash of
// the one before and triggers refuse every UPDATE and DELETE but those of retention and of erasure.
#pragma once
#include <functional>
#include <string>

#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "data/database.h"
#include "data/migrations.h"

namespace veza::observe {

// Tables `audit_incoming`, `audit_log`, `audit_anchors`, `audit_head`, `audit_erasures`, `audit_known`. Component
// "audit".
data::Component audit_migrations(data::Dialect dialect);

struct AuditEntry {
  std::string action = {};        // "identity.session.started": two to five words of [a-z0-9_-] joined by '.'
  std::string actor_id = {};      // the user's id; "" for a guest, the command line and the site itself
  std::string actor_name = {};    // the username; "command line", "site", "plugin library" for who has no account
  std::string subject_type = {};  // "user", "track" …
  std::string subject_id = {};
  std::string ip = {}, user_agent = {}, request_id = {};
  // What was and what is now, as far as it changed: objects, or null. Values whose name tells of a secret
  // (audit_mask.h) are masked; mail addresses and names are for the entry's readers, and go when their owner is erased.
  base::Json before = nullptr, after = nullptr;
};

// Any thread. Cheap: one INSERT an entry.
class Audit {
 public:
  explicit Audit(base::Clock clock = base::now_ms);

  // [inside a write body] Texts over their limits are cut (user agent 400 bytes, before and after 16 KiB each).
  // Errors: invalid (the action), and the database's.
  base::Status record(data::Transaction& tx, const AuditEntry& entry);
  // In a transaction of its own: for what changes no row (a sign-in that failed). [worker]
  base::Status record(data::Database& database, const AuditEntry& entry);

  // `wake` runs after each commit that recorded something; it must not block. Before the first record().
  void on_recorded(std::function<void()> wake);

 private:
  const base::Clock clock_;
  std::function<void()> wake_;
};

// Errors (invalid): not two to five words of [a-z0-9_-] joined by '.', or longer than 100 bytes.
base::Status check_action(std::string_view action);

}  // namespace veza::observe
