// One SQLite connection: opened the way Veza wants it, with its statements. One thread at a time.
#pragma once
#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>

#include "data/sqlite.h"
#include "data/sqlite_statement_cache.h"

namespace veza::data {

class SqliteSession {
 public:
  enum class Role { reader, writer };
  static base::Result<std::unique_ptr<SqliteSession>> open(const SqliteOptions& options, Role role);
  ~SqliteSession();
  SqliteSession(const SqliteSession&) = delete;
  SqliteSession& operator=(const SqliteSession&) = delete;

  // One statement of somebody else's. BEGIN, COMMIT, SAVEPOINT, ATTACH, PRAGMA are refused: they would break the group
  // or leave the file. `callback_failed` tells the row callback's error from the statement's.
  base::Status query(std::string_view sql, Params params, const RowCallback& each, bool& callback_failed);
  base::Result<int64_t> execute(std::string_view sql, Params params);
  base::Status script(std::string_view sql);

  // One statement of ours, any kind, without parameters or rows.
  base::Status command(std::string_view sql);

  // Whether a transaction is open; SQLite ends one by itself on a full disk or an I/O error.
  bool in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }
  // Whether a deferred foreign key would make COMMIT fail.
  bool violates_deferred_keys() const;

 private:
  SqliteSession(sqlite3* db, const SqliteOptions& options, Role role);
  static int authorize(void* self, int action, const char* first, const char* second, const char*, const char*);
  base::Status configure(const SqliteOptions& options);

  sqlite3* db_;
  Role role_;
  bool own_command_ = false;
  SqliteStatementCache statements_;
  // Apart from the others: a statement is judged when it is prepared, so the same text must not find ours.
  SqliteStatementCache commands_;
};

}  // namespace veza::data
