// An audit log over a database of its own (support/database.h), with a clock the test moves.
#pragma once
#include <atomic>
#include <filesystem>
#include <memory>

#include "../../support/database.h"
#include "data/migrations.h"
#include "observe/audit_chain.h"
#include "observe/audit_table.h"
#include "observe/audit_verify.h"

namespace veza::observe::test {

class Log {
 public:
  Log();
  ~Log();
  data::Database& db() { return *db_; }
  Audit& audit() { return audit_; }
  base::Clock clock() {
    return [this] { return now_.load(); };
  }
  void pass(int64_t ms) { now_ += ms; }
  int64_t now() const { return now_; }

  // Records without chaining.
  void record(const AuditEntry& entry);
  void record(const std::string& action, const std::string& actor = "u1", const std::string& subject = "s1");
  void erase(const std::string& user);
  int64_t chain();
  // chain(), then the report.
  AuditReport verify();
  // The whole chain, oldest first.
  std::vector<AuditRecord> rows();
  // Runs SQL; the error's message when it is refused, else "".
  std::string refused(const std::string& sql);
  // Runs SQL past the triggers, as whoever holds the database's own password can.
  void tamper(const std::string& sql);
  int64_t number(const std::string& sql);

 private:
  std::filesystem::path folder_;
  std::atomic<int64_t> now_{1'700'000'000'000};
  std::unique_ptr<data::TestDatabase> place_;
  std::unique_ptr<data::Database> db_;
  Audit audit_{clock()};
};

}  // namespace veza::observe::test
