// One PostgreSQL connection with its statements, and commands that wait for the next statement to travel with. One
// thread at a time.
#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/postgres_connection.h"
#include "data/postgres_params.h"
#include "data/postgres_rows.h"
#include "data/postgres_statements.h"

namespace veza::data {

class PostgresSession {
 public:
  // Errors: as open_postgres.
  static base::Result<std::unique_ptr<PostgresSession>> open(const PostgresOptions& options);

  // One statement of somebody else's, with its whole result. Those that would end the transaction or change the session
  // are refused.
  base::Result<PostgresRows> run(std::string_view sql, Params params);
  // Every statement of a script, one after the other; from here to the end of the transaction without a time limit.
  base::Status script(std::string_view sql);

  // Commands of ours. queue() sends nothing yet: what waits goes with the next statement or command, in one round trip.
  // Returns the command's number, for take_back().
  size_t queue(std::string command);
  // Undoes queue() of this one and all after it; false when they are sent already.
  bool take_back(size_t number);
  void drop_queued();
  base::Status command(const std::string& sql);
  // While true, statements have no limit on this side either; the transaction takes it off the server's.
  void set_patient(bool patient) { connection_.set_patient(patient); }

  // What may be done about the last error.
  Again again() const { return again_; }
  bool broken() const { return connection_.broken(); }
  // Usable for somebody else: alive, no transaction open, nothing queued.
  bool clean() const;
  bool closed() const { return connection_.closed(); }
  PGconn* get() const { return connection_.get(); }

 private:
  PostgresSession(PostgresConnection connection, size_t cached_statements)
      : connection_(std::move(connection)), statements_(cached_statements) {}

  base::Result<const PostgresStatement*> prepare(std::string_view sql, Params params);
  base::Result<PostgresStatement> describe(std::string_view sql, std::vector<Oid> types, std::vector<Type> made_for);
  base::Result<PostgresRows> execute(std::string_view sql, const PostgresStatement& statement, Params params);
  // The commands that wait, to be sent before others.
  std::vector<PostgresConnection::Send> waiting();
  // Of the results of waiting() and one more command: the first that is an error, or the last.
  PgResult outcome(std::vector<PgResult> results, size_t waited);
  tl::unexpected<base::Error> failed(const PgResult& result, std::string_view sql);

  PostgresConnection connection_;
  PostgresStatements statements_;
  PostgresParams params_;
  std::vector<std::string> queued_;
  size_t first_queued_ = 0;  // the number of queued_[0]
  uint64_t names_ = 0;
  Again again_ = Again::no;
  std::string state_;  // SQLSTATE of the last error
};

}  // namespace veza::data
