// One connection to PostgreSQL, and many commands in one round trip. One thread at a time.
#pragma once
#include <libpq-fe.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "data/postgres.h"
#include "data/postgres_error.h"

namespace veza::data {

class PostgresConnection {
 public:
  // Connects, checks the server's version and makes the session's settings. Errors: as open_postgres.
  static base::Result<PostgresConnection> open(const PostgresOptions& options);

  PGconn* get() const { return connection_.get(); }
  bool broken() const { return PQstatus(get()) != CONNECTION_OK; }
  bool in_transaction() const { return PQtransactionStatus(get()) != PQTRANS_IDLE; }
  // Whether the server has closed it while nobody looked: a peek at the socket, no round trip.
  bool closed() const;

  // A PQsend… function's call: 0 when it could not be queued.
  using Send = std::function<int(PGconn*)>;
  // Sends all in one pipeline; a result each, in order. Those after the first that failed are not run
  // (PGRES_PIPELINE_ABORTED), those the connection did not live to see are null.
  std::vector<PgResult> pipeline(const std::vector<Send>& commands);
  // One command, or one whose PQsend… function is given, by itself.
  PgResult command(const std::string& sql);
  PgResult command(const Send& send);
  // While true, a command may take as long as it takes.
  void set_patient(bool patient) { patient_ = patient; }

 private:
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  explicit PostgresConnection(PGconn* connection) : connection_(connection) {}
  base::Status configure(const PostgresOptions& options);
  // Returns when libpq has a result, or will not have one. The server ends what exceeds the statement timeout; one
  // that cannot even do that (stopped, its disk gone) is cut off some seconds later: a caller must not wait for ever.
  void await();

  int longest_ms_ = 0;  // 0: no limit
  bool patient_ = false;
  std::unique_ptr<PGconn, Finish> connection_;
};

}  // namespace veza::data
