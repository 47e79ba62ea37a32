// Whether the audit log is what was written: every row in its place, unchanged, none missing, none added.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "data/database.h"
#include "observe/audit_record.h"

namespace veza::observe {

struct AuditFault {
  int64_t seq = 0;
  std::string problem;  // a sentence
};

struct AuditReport {
  int64_t entries = 0;             // rows looked at
  int64_t first = 0, last = 0;     // their numbers; 0 when the log is empty
  std::string head;                // the last one's hash: keep it elsewhere, and compare
  int64_t removed_through = 0;     // what retention has removed; 0: nothing
  int64_t erased = 0;              // rows without their personal part
  int64_t waiting = 0;             // entries that have no place yet
  std::vector<AuditFault> faults;  // at most 100
  bool sound() const { return faults.empty(); }
};
base::Json to_json(const AuditReport& report);

// A number and hash somebody noted earlier ("1234:ab12…"): the chain must still pass through it.
struct AuditWitness {
  int64_t seq = 0;
  std::string hash;
};
std::optional<AuditWitness> parse_witness(std::string_view text);

// Checks rows one after the other, without I/O.
class AuditChecker {
 public:
  // The chain begins after this place: the genesis, or retention's anchor.
  AuditChecker(int64_t seq, std::string hash);
  // The next row in the order of seq. `may_be_erased`: somebody the row is by or about was erased.
  void row(const AuditRecord& record, bool may_be_erased);
  // The end the log itself remembers, after the last row.
  void end(int64_t head_seq, const std::string& head_hash);
  void fault(int64_t seq, std::string problem);
  AuditReport& report() { return report_; }

 private:
  int64_t seq_;
  std::string hash_;
  AuditReport report_;
};

// Reads the whole log, as it is at one moment. [worker; about 100 000 rows a second] Errors: the database's; a log that
// is not sound is no error.
base::Result<AuditReport> verify_audit(data::Database& database,
                                       const std::optional<AuditWitness>& witness = std::nullopt);

}  // namespace veza::observe
