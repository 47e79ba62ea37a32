#include "claims.h"

#include "../../support/database.h"
#include "data/migrations.h"
#include "jobs/queue.h"
#include "jobs/table.h"
#include "measure.h"

namespace veza::bench {
namespace {

constexpr int claimed_of_each = 501;  // the shorter queue never runs dry

class FilledQueue {
 public:
  FilledQueue(const std::string& folder, int queued)
      : name_(std::to_string(queued)),
        place_(folder + "/jobs-" + name_ + ".db"),
        database_(must(place_.open({.statement_timeout_ms = 0}))) {
    must(data::migrate(*database_, {jobs::migrations()}));
    must(database_->write([&](data::Transaction& tx) { return tx.script(fill_sql(tx.dialect(), queued)); }));
  }

  void claim() {
    const auto begin = Clock::now();
    double statement = 0;
    must(database_->write([&](data::Transaction& tx) -> base::Status {
      const auto inside = Clock::now();
      auto claimed = jobs::table::claim(tx, "k", 1, "bench/1", 1'000'000'000'000, 1'000'000'000);
      statement = microseconds_since(inside);
      if (!claimed) return base::fail(claimed.error());
      if (claimed->size() != 1) return base::fail(base::Code::internal, "nothing was claimed");
      return {};
    }));
    whole_.push_back(microseconds_since(begin));
    statement_.push_back(statement);
  }
  void next_due() {
    const auto begin = Clock::now();
    must(jobs::table::next_due(*database_, "k"));
    next_due_.push_back(microseconds_since(begin));
  }

  void tell() const {
    print("claim_of_" + name_ + "_us", median(whole_));
    print("claim_statement_of_" + name_ + "_us", median(statement_));
    print("next_due_of_" + name_ + "_us", median(next_due_));
  }

 private:
  static std::string fill_sql(data::Dialect dialect, int queued) {
    const std::string count = std::to_string(queued);
    const bool postgresql = dialect == data::Dialect::postgresql;
    const std::string numbers = postgresql
                                    ? "generate_series(1, " + count + ") AS n (value)"
                                    : "(WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE "
                                      "value < " +
                                          count + ") SELECT value FROM n) AS n";
    return "INSERT INTO jobs (id, kind, payload, state, priority, run_at, attempts, max_attempts, progress, "
           "last_error, request_id, created_at) SELECT 'job-' || n.value, 'k', '{}', 'queued', 1, n.value, 0, 5, 0, "
           "'', '', n.value FROM " +
           numbers +
           // What autovacuum does while a queue grows; on SQLite nobody does.
           (postgresql ? "; ANALYZE jobs" : "");
  }

  std::string name_;
  data::TestDatabase place_;
  std::unique_ptr<data::Database> database_;
  std::vector<double> whole_, statement_, next_due_;
};

}  // namespace

void claims(const char* folder) {
  FilledQueue few(folder, 1'000);
  FilledQueue many(folder, 1'000'000);
  for (int i = 0; i < claimed_of_each; ++i) {
    for (FilledQueue* queue : {&few, &many}) {
      queue->next_due();
      queue->claim();
    }
  }
  few.tell();
  many.tell();
}

}  // namespace veza::bench
