#include <sqlite3.h>

#include "measure.h"
#include "raw.h"
#include "reads.h"

namespace veza::bench {
namespace {

class RawSqlite : public Raw {
 public:
  explicit RawSqlite(const std::string& path) {
    // One thread a connection, as the Database opens its readers.
    check(sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr));
    check(sqlite3_prepare_v3(db_, keyed_sql, -1, SQLITE_PREPARE_PERSISTENT, &keyed_, nullptr));
    check(sqlite3_prepare_v3(db_, thousand_sql, -1, SQLITE_PREPARE_PERSISTENT, &thousand_, nullptr));
  }
  ~RawSqlite() override {
    sqlite3_finalize(keyed_);
    sqlite3_finalize(thousand_);
    sqlite3_close(db_);
  }

  int64_t keyed(const std::string& id) override {
    check(sqlite3_bind_text(keyed_, 1, id.data(), static_cast<int>(id.size()), SQLITE_STATIC));
    return read(keyed_);
  }
  int64_t thousand() override { return read(thousand_); }

 private:
  void check(int code) {
    if (code != SQLITE_OK) give_up(std::string("sqlite3: ") + sqlite3_errmsg(db_));
  }
  int64_t read(sqlite3_stmt* statement) {
    int64_t used = 0;
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
      used += text(statement, 0) + text(statement, 1) + sqlite3_column_int64(statement, 2) +
              static_cast<int64_t>(sqlite3_column_double(statement, 3));
    }
    if (code != SQLITE_DONE) check(code);
    check(sqlite3_reset(statement));
    return used;
  }
  static int64_t text(sqlite3_stmt* statement, int column) {
    if (!sqlite3_column_text(statement, column)) return 0;
    return sqlite3_column_bytes(statement, column);
  }

  sqlite3* db_ = nullptr;
  sqlite3_stmt* keyed_ = nullptr;
  sqlite3_stmt* thousand_ = nullptr;
};

}  // namespace

std::unique_ptr<Raw> raw_sqlite(const std::string& path) { return std::make_unique<RawSqlite>(path); }

}  // namespace veza::bench
