// Gives committed audit entries their place in the chain, and takes old ones away.
//
// Order. What commits later gets a higher number; of two entries of one transaction the one recorded first does. One
// host at a time works on the chain, for the length of a transaction (an advisory lock on PostgreSQL; SQLite has one
// writer), whichever host an entry comes from.
#pragma once
#include <atomic>
#include <memory>
#include <thread>

#include "base/log.h"
#include "data/database.h"
#include "events/signal.h"
#include "observe/audit.h"

namespace veza::observe {

// Chains what is committed now, all of it; returns how many entries. [worker]
base::Result<int64_t> chain_audit(data::Database& database, const base::Clock& clock = base::now_ms);

// Removes entries from before `before_ms`, from the old end only: an entry goes when everything before it may go. The
// last one's number and hash stay as an anchor, from which the chain is verified, and the removal is itself recorded:
// an anchor that no entry of this action tells of is a fault. Returns how many. [worker]
extern const char* const removed_action;
base::Result<int64_t> prune_audit(data::Database& database, Audit& audit, int64_t before_ms,
                                  const base::Clock& clock = base::now_ms);

// Takes the names, addresses, agents and states out of every entry by or about the user, chained or not; ids stay, as a
// pseudonym, and so does who did something to them. `told` is recorded with it, and tells of the erasure: without an
// entry of that action about the user, what is taken out is a fault for verify_audit(). [inside a write body]
extern const char* const erased_action;
base::Status erase_from_audit(data::Transaction& tx, Audit& audit, std::string_view user_id, const AuditEntry& told,
                              const base::Clock& clock = base::now_ms);

// A thread that chains within moments of each commit, and what other hosts left behind within seconds.
class AuditChain {
 public:
  // `audit` must have recorded nothing yet; both outlive this.
  AuditChain(data::Database& database, Audit& audit, base::Log log);
  ~AuditChain();  // chains what is there
  AuditChain(const AuditChain&) = delete;
  AuditChain& operator=(const AuditChain&) = delete;

 private:
  void run();
  void chain();

  data::Database& database_;
  base::Log log_;
  std::shared_ptr<events::Signal> signal_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace veza::observe
