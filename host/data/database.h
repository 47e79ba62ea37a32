// The relational store. SQLite now (sqlite.h), PostgreSQL behind the same face.
//
// SQL is the common subset of both: $1 placeholders, TEXT UUIDv7 ids, BIGINT epoch milliseconds, ON CONFLICT,
// RETURNING. One statement a call; statements are prepared once a session and cached, so keep the text constant and
// the values in parameters.
//
// Errors: conflict (unique or foreign key; the message names the constraint), invalid (NOT NULL, CHECK, wrong column
// type), unavailable (busy, full, I/O: try again later), internal (bad SQL; the message shows its start).
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "data/value.h"

namespace veza::data {

enum class Dialect { sqlite, postgresql };

// "sqlite", "postgresql".
std::string_view name(Dialect dialect);

// Takes one row; an error ends the query and is what the query returns. The views die when it returns.
using RowCallback = std::function<base::Status(const RowView&)>;

// What can be asked: by a reader session, or inside a transaction.
class Session {
 public:
  virtual ~Session() = default;
  // Which SQL it speaks.
  virtual Dialect dialect() const = 0;
  // Runs one statement, calls `each` for every row. `each` may be empty.
  virtual base::Status query(std::string_view sql, Params params, const RowCallback& each) = 0;

  // All rows; use query() where there may be many.
  base::Result<std::vector<Row>> rows(std::string_view sql, Params params = {});
  // The first row, if any.
  base::Result<std::optional<Row>> row(std::string_view sql, Params params = {});
};

// An open transaction, alive while the body of Database::write runs and used by that thread only.
//
// As in PostgreSQL, a failed statement spoils the transaction: later statements fail, and nothing is committed even
// if the body returns success. Where a failure is expected, use savepoint() or ON CONFLICT.
class Transaction : public Session {
 public:
  // Runs one statement without rows to read; returns the number of rows it changed.
  virtual base::Result<int64_t> execute(std::string_view sql, Params params = {}) = 0;
  // Runs `body`; when it fails, or a statement in it failed, undoes what it did and returns that error, and the
  // transaction goes on. Nests.
  virtual base::Status savepoint(const std::function<base::Status()>& body) = 0;
  // Runs every statement of `sql`, without parameters: migrations.
  virtual base::Status script(std::string_view sql) = 0;
  // `done` runs once the commit is durable, before write() returns, on the thread that committed; never when the
  // transaction is rolled back. It must not block or use the database: it is for waking others.
  virtual void on_commit(std::function<void()> done) = 0;
};

using WriteBody = std::function<base::Status(Transaction&)>;
using SnapshotBody = std::function<base::Status(Session&)>;

struct DatabaseStats {
  uint64_t writes = 0;         // bodies committed
  uint64_t failed_writes = 0;  // bodies rolled back
  uint64_t commits = 0;        // COMMITs; fewer than writes when callers were grouped
  uint64_t queries = 0;        // reads outside transactions
};

// [any thread]; calls block. Lives until every caller has returned.
class Database : public Session {
 public:
  // query, rows, row: a read on a session of its own; sees every write() that returned before it began.
  // A statement that writes is refused (invalid). Not inside a write body: ask the transaction.

  // Runs `body` in a transaction and returns after its commit is durable. An error of `body`, or an exception out of
  // it, rolls back what it did and is returned. The body should be short and do no I/O of its own: on SQLite all bodies
  // run on one thread, many to a commit. A write inside a write body is an error.
  // A body may run again from the start after a serialization failure (PostgreSQL), so it must not change
  // things outside that a second run would spoil.
  virtual base::Status write(const WriteBody& body) = 0;

  // Runs `body` once, on the calling thread; everything it reads is as it was at one moment, that of the call, while
  // others go on writing. No statement of it has a time limit. An error of `body`, or an exception out of it, is
  // returned. It holds a session for as long as it takes, and SQLite's log of changes and PostgreSQL's dead rows grow
  // meanwhile: for backups, not for requests. Not inside a write body.
  virtual base::Status snapshot(const SnapshotBody& body) = 0;

  // A round trip to the store, for health.
  virtual base::Status ping() = 0;
  // One line for people: "SQLite 3.40.1 at /var/lib/veza/veza.db".
  virtual std::string describe() const = 0;
  virtual DatabaseStats stats() const = 0;
};

}  // namespace veza::data
