#include "observe/audit_chain.h"

#include <pthread.h>

#include <algorithm>

#include "observe/audit_table.h"

namespace veza::observe {
namespace {

constexpr size_t chained_at_once = 200;
constexpr int64_t removed_at_once = 1'000;
constexpr int64_t others_ms = 2'000;  // how long other hosts' leftovers may wait

base::Result<int64_t> chain_some(data::Transaction& tx, int64_t now) {
  if (auto alone = audit_table::hold(tx); !alone) return base::fail(alone.error());
  auto entries = audit_table::incoming(tx, chained_at_once);
  if (!entries) return base::fail(entries.error());
  if (entries->empty()) return 0;
  auto head = audit_table::head(tx);
  if (!head) return base::fail(head.error());
  for (auto& [place, record] : *entries) {
    seal_audit_record(record, head->seq, head->hash);
    if (auto added = audit_table::insert(tx, record); !added) return base::fail(added.error());
    if (auto gone = audit_table::drop_incoming(tx, place); !gone) return base::fail(gone.error());
    head->seq = record.seq;
    head->hash = record.hash;
  }
  if (auto moved = audit_table::set_head(tx, *head, now); !moved) return base::fail(moved.error());
  return static_cast<int64_t>(entries->size());
}

}  // namespace

base::Result<int64_t> chain_audit(data::Database& database, const base::Clock& clock) {
  int64_t total = 0;
  for (;;) {
    auto waiting = audit_table::has_incoming(database);
    if (!waiting) return base::fail(waiting.error());
    if (!*waiting) return total;
    int64_t chained = 0;
    auto done = database.write([&](data::Transaction& tx) -> base::Status {
      auto some = chain_some(tx, clock());
      if (!some) return base::fail(some.error());
      chained = *some;
      return {};
    });
    if (!done) return base::fail_while("chaining the audit log", done.error());
    total += chained;
  }
}

base::Result<int64_t> prune_audit(data::Database& database, Audit& audit, int64_t before_ms, const base::Clock& clock) {
  int64_t total = 0;
  auto done = database.write([&](data::Transaction& tx) -> base::Status {
    total = 0;
    if (auto alone = audit_table::hold(tx); !alone) return alone;
    auto last = audit_table::last_before(tx, before_ms);
    if (!last) return base::fail(last.error());
    if (!*last) return {};
    auto anchor = audit_table::anchor(tx);
    if (!anchor) return base::fail(anchor.error());
    const int64_t first = *anchor ? (*anchor)->seq + 1 : 1;
    // Short transactions: what is left goes with the next call of the loop below.
    const int64_t through = std::min((*last)->seq, first + removed_at_once - 1);
    auto end = audit_table::after(tx, through - 1, 1);
    if (!end) return base::fail(end.error());
    if (end->empty() || end->front().seq != through) {
      return base::fail(base::Code::conflict, "the audit log has no entry " + std::to_string(through) +
                                                  "; nothing is removed. See `veza audit verify`");
    }
    const audit_table::Anchor made{through, end->front().hash, through - first + 1, clock()};
    if (auto set = audit_table::insert_anchor(tx, made); !set) return set;
    auto removed = audit_table::remove_through(tx, through);
    if (!removed) return base::fail(removed.error());
    AuditEntry entry;
    entry.action = removed_action;
    entry.actor_name = "site";
    entry.subject_type = "audit_log";
    entry.after = {{"through", through}, {"entries", *removed}};
    if (auto told = audit.record(tx, entry); !told) return told;
    total = *removed;
    return {};
  });
  if (!done) return base::fail_while("removing old audit entries", done.error());
  if (total < removed_at_once) return total;
  auto more = prune_audit(database, audit, before_ms, clock);
  if (!more) return more;
  return total + *more;
}

const char* const erased_action = "privacy.account.erased";
const char* const removed_action = "audit.entries.removed";

base::Status erase_from_audit(data::Transaction& tx, Audit& audit, std::string_view user_id, const AuditEntry& told,
                              const base::Clock& clock) {
  // Entries without a place cannot be changed; they get one first.
  for (;;) {
    auto chained = chain_some(tx, clock());
    if (!chained) return base::fail_while("chaining the audit log", chained.error());
    if (*chained == 0) break;
  }
  if (auto erased = audit_table::erase(tx, user_id, clock()); !erased) return erased;
  return audit.record(tx, told);
}

AuditChain::AuditChain(data::Database& database, Audit& audit, base::Log log)
    : database_(database), log_(std::move(log)), signal_(std::make_shared<events::Signal>()) {
  audit.on_recorded([signal = signal_] { signal->rouse(); });
  thread_ = std::thread([this] { run(); });
}

AuditChain::~AuditChain() {
  stopping_ = true;
  signal_->rouse();
  thread_.join();
}

void AuditChain::run() {
  pthread_setname_np(pthread_self(), "veza-audit");
  while (!stopping_) {
    const uint64_t seen = signal_->seen();
    chain();
    if (!stopping_) signal_->wait(seen, others_ms);
  }
  chain();
}

void AuditChain::chain() {
  const auto chained = chain_audit(database_);
  if (chained || chained.error().code == base::Code::cancelled) return;
  log_.warn("Audit entries wait for their place in the chain", {{"error", chained.error().message}});
  // A store that is away is not asked again at once, although commits rouse.
  if (!stopping_) signal_->wait(signal_->seen(), others_ms);
}

}  // namespace veza::observe
