// SQLite as the Database: WAL, synchronous=FULL, foreign keys on, one writer thread with group commit, a session a
// reader.
//
// Straight on the sqlite3 C API rather than Poco::Data::SQLite: group commit needs savepoints by hand, values need
// their own type a row (ABI columns are typed at run time), and cached statements need a reset without a new
// Statement object.
#pragma once
#include <cstddef>
#include <memory>
#include <string>

#include "data/database.h"

namespace veza::data {

struct SqliteOptions {
  std::string path = {};
  size_t idle_readers = 8;         // reader sessions kept open between queries; more are opened while needed
  size_t cached_statements = 256;  // prepared statements kept a session
  int busy_timeout_ms = 5000;      // how long to wait for another process's write
  size_t group_size = 256;         // bodies to one COMMIT at most
};

// Opens the file, makes it when it is missing (mode 0600; its folder must exist).
// Errors: unavailable (cannot open or write, locked), invalid (the file is not a SQLite database).
base::Result<std::unique_ptr<Database>> open_sqlite(const SqliteOptions& options);

}  // namespace veza::data
