// One prepared statement: its parameters by number, its columns as values.
#pragma once
#include <sqlite3.h>

#include <string_view>
#include <vector>

#include "base/error.h"
#include "data/database.h"

namespace veza::data {

class SqliteStatement {
 public:
  // Prepares the one statement that `sql` is. Errors: internal (bad SQL; none or several statements; a parameter that
  // is not $1, $2 …).
  static base::Result<SqliteStatement> prepare(sqlite3* db, std::string_view sql, bool keep);

  SqliteStatement(SqliteStatement&& other) noexcept;
  SqliteStatement& operator=(SqliteStatement&&) = delete;
  ~SqliteStatement() { sqlite3_finalize(handle_); }

  bool read_only() const { return sqlite3_stmt_readonly(handle_) != 0; }
  // Inside run(): a row callback that runs the same text again needs another statement.
  bool busy() const { return busy_; }

  // Binds, steps to the end or to the first error of `each`, resets.
  // `callback_failed` is set when the error is the callback's.
  base::Status run(sqlite3* db, std::string_view sql, Params params, const RowCallback& each, bool& callback_failed);

 private:
  explicit SqliteStatement(sqlite3_stmt* handle) : handle_(handle) {}
  base::Status number_parameters(std::string_view sql);
  base::Status bind(sqlite3* db, std::string_view sql, Params params);
  base::Status step(sqlite3* db, std::string_view sql, const RowCallback& each, bool& callback_failed);

  sqlite3_stmt* handle_ = nullptr;
  bool busy_ = false;
  // SQLite numbers $N by first appearance; this maps its index to N-1.
  std::vector<size_t> parameter_;
  size_t parameters_ = 0;
  std::vector<ValueView> columns_;
};

}  // namespace veza::data
