// PostgreSQL 15 or later as the Database: a bounded pool of sessions, statements prepared once a session, a transaction
// a write.
//
// Straight on libpq rather than Poco::Data::PostgreSQL, for what the face promises: pipelined BEGIN, values typed a
// row, SQLSTATE as error codes, cached statements that survive a changed schema.
//
// Writes run on their callers' threads, many at once, READ COMMITTED. A body that ends in a serialization failure or a
// deadlock runs again from its start, at most ten times, with growing pauses; so does one whose connection broke before
// COMMIT was sent, once. When it breaks during COMMIT nobody knows the outcome: that is `unavailable`, and says so.
// Durability is the server's synchronous_commit. on_commit hooks run on the caller's thread.
//
// Reads run in read-only transactions of their own; one whose connection broke is tried once more. A result is received
// whole before its first row is handed out and the session is returned first, so a row callback may query again, and a
// result of a million rows costs its memory.
//
// Parameters are sent with the types of their values: integer → bigint, real → double precision, text → text, blob →
// bytea; null takes the type of its place. Where no such operator or function exists the server infers all of them.
// Columns: integers and booleans → integer; double precision, real → real; numeric → integer when it is whole (sum() of
// bigint), else real; bytea → blob; everything else → text. A text with a NUL byte is refused (invalid).
//
// Needs a connection of its own for each session: not a transaction pooler such as PgBouncer in transaction mode.
#pragma once
#include <cstddef>
#include <memory>
#include <string>

#include "data/database.h"

namespace veza::data {

struct PostgresOptions {
  // postgresql://user:password@host:5432/database?sslmode=verify-full, or "host=… dbname=…"; what it leaves out comes
  // from libpq's environment variables and defaults. https://www.postgresql.org/docs/15/libpq-connect.html
  std::string url = {};
  size_t sessions = 16;            // open at most; each write and each read holds one while it is under way
  size_t cached_statements = 256;  // prepared statements kept a session
  int connect_timeout_ms = 5'000;  // for a new session
  int acquire_timeout_ms = 5'000;  // how long a caller waits for a session
  // For one statement, migrations and snapshots excepted; 0 = no limit. A server that does not even end it by then is
  // given up after 5 seconds more.
  int statement_timeout_ms = 30'000;
  int transaction_timeout_ms = 60'000;  // how long a write body may do nothing before the server ends it; 0 = no limit
};

// Connects once. Errors: unavailable (not reachable, too many connections, starting up), invalid (malformed address,
// user or password refused, no such database, a server before 15): a sentence that says what to do. No error and no
// description ever shows the password.
base::Result<std::unique_ptr<Database>> open_postgres(const PostgresOptions& options);

}  // namespace veza::data
