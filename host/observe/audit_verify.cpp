#include "observe/audit_verify.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "observe/audit_chain.h"
#include "observe/audit_table.h"

namespace veza::observe {
namespace {

constexpr size_t max_faults = 100;
constexpr size_t batch = 500;

// Those whom the log itself says were erased: a row of audit_erasures alone is soon written.
base::Result<std::set<std::string, std::less<>>> erased_users(data::Session& session) {
  auto told = audit_table::told(session, erased_action);
  if (!told) return base::fail(told.error());
  std::set<std::string, std::less<>> said;
  for (auto& one : *told) said.insert(std::move(one.subject_id));
  std::set<std::string, std::less<>> found;
  auto done = session.query("SELECT user_id FROM audit_erasures", {}, [&](const data::RowView& row) -> base::Status {
    if (said.contains(row[0].text())) found.insert(row[0].string());
    return {};
  });
  if (!done) return base::fail(done.error());
  return found;
}

// Whether the log says that retention removed the entries up to this one.
base::Result<bool> told_of_removal(data::Session& session, int64_t through) {
  auto told = audit_table::told(session, removed_action);
  if (!told) return base::fail(told.error());
  for (const auto& one : *told) {
    const auto after = base::parse_json(one.state_after);
    if (after && after->is_object() && after->value("through", base::Json()) == through) return true;
  }
  return false;
}

base::Result<int64_t> waiting(data::Session& session) {
  auto row = session.row("SELECT count(*) FROM audit_incoming");
  if (!row) return base::fail(row.error());
  return (**row)[0].integer();
}

}  // namespace

base::Json to_json(const AuditReport& report) {
  base::Json faults = base::Json::array();
  for (const auto& fault : report.faults) faults.push_back({{"seq", fault.seq}, {"problem", fault.problem}});
  return {{"sound", report.sound()}, {"entries", report.entries}, {"first", report.first},
          {"last", report.last},     {"head", report.head},       {"removed_through", report.removed_through},
          {"erased", report.erased}, {"waiting", report.waiting}, {"faults", faults}};
}

std::optional<AuditWitness> parse_witness(std::string_view text) {
  const auto parts = base::split(text, ':');
  if (parts.size() != 2 || parts[1].size() != 64) return std::nullopt;
  const auto seq = base::to_int(parts[0]);
  if (!seq || *seq < 1 || parts[1].find_first_not_of("0123456789abcdef") != std::string_view::npos) {
    return std::nullopt;
  }
  return AuditWitness{*seq, std::string(parts[1])};
}

AuditChecker::AuditChecker(int64_t seq, std::string hash) : seq_(seq), hash_(std::move(hash)) {
  report_.removed_through = seq;
  report_.head = hash_;
}

void AuditChecker::fault(int64_t seq, std::string problem) {
  if (report_.faults.size() < max_faults) report_.faults.push_back({seq, std::move(problem)});
}

void AuditChecker::row(const AuditRecord& record, bool may_be_erased) {
  if (record.seq == seq_ + 2) fault(seq_ + 1, "entry " + std::to_string(seq_ + 1) + " is missing");
  if (record.seq > seq_ + 2) {
    fault(seq_ + 1, "entries " + std::to_string(seq_ + 1) + " to " + std::to_string(record.seq - 1) + " are missing");
  }
  if (record.seq == seq_ + 1 && record.previous_hash != hash_) {
    fault(record.seq, "does not follow the entry before it: one of the two was put there, changed or moved");
  }
  if (record.hash != audit_hash(record)) fault(record.seq, "was changed: its hash is another");
  if (record.who_erased()) {
    if (!may_be_erased) fault(record.seq, "who did it was taken out, although nobody was erased");
  } else if (record.who_hash != audit_who_hash(record)) {
    fault(record.seq, "who did it, or from where, was changed");
  }
  if (record.what_erased()) {
    if (!may_be_erased) fault(record.seq, "what was done was taken out, although nobody was erased");
  } else if (record.what_hash != audit_what_hash(record)) {
    fault(record.seq, "what was done was changed");
  }
  if (record.who_erased() || record.what_erased()) ++report_.erased;
  if (report_.entries++ == 0) report_.first = record.seq;
  report_.last = record.seq;
  report_.head = record.hash;
  seq_ = record.seq;
  hash_ = record.hash;
}

void AuditChecker::end(int64_t head_seq, const std::string& head_hash) {
  if (head_seq > seq_) {
    fault(seq_ + 1, "the newest entries are missing: " + std::to_string(head_seq - seq_) + " after entry " +
                        std::to_string(seq_));
  } else if (head_seq < seq_) {
    fault(head_seq + 1, "the newest entries were put there: the log had ended with entry " + std::to_string(head_seq));
  } else if (head_hash != hash_) {
    fault(seq_, "the log had ended with another entry " + std::to_string(seq_));
  }
}

base::Result<AuditReport> verify_audit(data::Database& database, const std::optional<AuditWitness>& witness) {
  AuditReport report;
  auto done = database.snapshot([&](data::Session& session) -> base::Status {
    auto anchor = audit_table::anchor(session);
    auto erased = erased_users(session);
    auto head = audit_table::head(session);
    auto unplaced = waiting(session);
    if (!anchor) return base::fail(anchor.error());
    if (!erased) return base::fail(erased.error());
    if (!head) return base::fail(head.error());
    if (!unplaced) return base::fail(unplaced.error());
    auto removal_told = *anchor ? told_of_removal(session, (*anchor)->seq) : base::Result<bool>(true);
    if (!removal_told) return base::fail(removal_told.error());
    const audit_table::Place start =
        *anchor ? audit_table::Place{(*anchor)->seq, (*anchor)->hash} : audit_table::Place{};
    AuditChecker checker(start.seq, start.hash);
    if (!*removal_told) {
      checker.fault(start.seq, "the entries up to " + std::to_string(start.seq) +
                                   " were removed, although the log does not say that retention did");
    }
    bool met = !witness || witness->seq < start.seq || (witness->seq == start.seq && witness->hash == start.hash);
    // From the very first row on: one below the anchor was put back.
    for (int64_t seq = INT64_MIN;;) {
      auto rows = audit_table::after(session, seq, batch);
      if (!rows) return base::fail(rows.error());
      for (const AuditRecord& record : *rows) {
        if (record.seq <= start.seq) {
          checker.fault(record.seq,
                        "was put there: retention had removed the entries up to " + std::to_string(start.seq));
          continue;
        }
        checker.row(record, erased->contains(record.actor_id) || erased->contains(record.subject_id));
        if (witness && record.seq == witness->seq) met = record.hash == witness->hash;
      }
      if (rows->size() < batch) break;
      seq = rows->back().seq;
    }
    checker.end(head->seq == 0 ? start.seq : head->seq, head->seq == 0 ? start.hash : head->hash);
    if (!met) {
      checker.fault(witness->seq,
                    "the log does not pass through the entry that was noted: all of it may have been "
                    "written anew");
    }
    report = std::move(checker.report());
    report.waiting = *unplaced;
    return {};
  });
  if (!done) return base::fail_while("verifying the audit log", done.error());
  return report;
}

}  // namespace veza::observe
