// A whole database into another of either engine: how a site moves from SQLite to PostgreSQL, or back.
//
// Both have the same migrations applied; nothing writes to the source meanwhile, or the source is a snapshot of it
// (Database::snapshot). Rows go over in the order of their
// primary keys, a few hundred to a transaction, so a copy that was cut short goes on where it ended when it is run
// again. At the end every table is read on both sides: the same count of rows and the same checksum, or an error.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "data/database.h"

namespace veza::data {

struct TableCopy {
  std::string table;
  int64_t rows = 0;
  std::string checksum;  // 32 hex digits; the same for the same rows in whatever order and engine
};

struct DatabaseCopyProgress {
  std::string table;
  int64_t rows_total = 0, rows_done = 0;  // of the whole database
};

struct DatabaseCopyOptions {
  // After each batch of rows copied or compared, on the calling thread.
  std::function<void(const DatabaseCopyProgress&)> progress = {};
  // When given: tables that the target lacks are no error, but left out and named here.
  std::vector<std::string>* left_out = nullptr;
};

// [blocks] Returns what was compared, a table each. Errors: invalid - a table or column the target lacks (other
// plugins, another version); conflict - after copying, the target's rows are not the source's: it held other rows
// before, or somebody writes to one of the two. Others as the databases give them.
base::Result<std::vector<TableCopy>> copy_database(Session& from, Database& to,
                                                   const DatabaseCopyOptions& options = {});

struct Table;
// Count and checksum of one table. `batch_done` is called now and then on the calling thread.
base::Result<TableCopy> table_checksum(Session& database, const Table& table,
                                       const std::function<void()>& batch_done = {});

}  // namespace veza::data
