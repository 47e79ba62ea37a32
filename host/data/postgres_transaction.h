// What a write body holds: a session, and BEGIN waiting to travel with its first statement.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "data/postgres_session.h"

namespace veza::data {

class PostgresTransaction : public Transaction {
 public:
  explicit PostgresTransaction(PostgresSession& session) : session_(session) {}
  ~PostgresTransaction() override { session_.set_patient(false); }
  PostgresTransaction(const PostgresTransaction&) = delete;
  PostgresTransaction& operator=(const PostgresTransaction&) = delete;

  base::Status query(std::string_view sql, Params params, const RowCallback& each) override;
  base::Result<int64_t> execute(std::string_view sql, Params params) override;
  base::Status savepoint(const std::function<base::Status()>& body) override;
  base::Status script(std::string_view sql) override;
  void on_commit(std::function<void()> done) override { hooks_.push_back(std::move(done)); }
  Dialect dialect() const override { return Dialect::postgresql; }

  // Runs `body` and commits, or rolls back; an exception becomes an error.
  base::Status run(const WriteBody& body);
  // Runs `body` on one moment of the database, without time limits, and ends the transaction.
  base::Status run_snapshot(const SnapshotBody& body);
  // After a run() that failed: whether another on a fresh transaction may do better, and surely nothing was committed.
  Again again() const { return again_; }
  std::vector<std::function<void()>> take_hooks() { return std::move(hooks_); }

 private:
  base::Status usable() const;
  void spoil(const base::Error& error);
  // The whole transaction is lost, not only its innermost savepoint.
  bool lost() const { return again_ != Again::no; }
  base::Result<PostgresRows> statement(std::string_view sql, Params params);
  base::Status commit();

  PostgresSession& session_;
  std::optional<base::Error> spoiled_;  // the first statement that failed
  Again again_ = Again::no;
  int depth_ = 0;
  std::vector<std::function<void()>> hooks_;
};

}  // namespace veza::data
