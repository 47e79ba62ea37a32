// Prepared statements by their text, the least recently used out first.
#pragma once
#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "data/sqlite_statement.h"

namespace veza::data {

// One thread at a time, as its session.
class SqliteStatementCache {
 public:
  explicit SqliteStatementCache(size_t capacity) : capacity_(capacity) {}

  // Kept, or made and kept. Shared, because a row callback may push a running statement out of the cache.
  base::Result<std::shared_ptr<SqliteStatement>> get(sqlite3* db, std::string_view sql);
  void clear();

 private:
  struct Entry {
    std::string sql;
    std::shared_ptr<SqliteStatement> statement;
  };
  size_t capacity_;
  std::list<Entry> recent_;
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_sql_;  // keys live in recent_
};

}  // namespace veza::data
