#include "data/sqlite_statement_cache.h"

namespace veza::data {

base::Result<std::shared_ptr<SqliteStatement>> SqliteStatementCache::get(sqlite3* db, std::string_view sql) {
  if (const auto found = by_sql_.find(sql); found != by_sql_.end()) {
    recent_.splice(recent_.begin(), recent_, found->second);
    if (!found->second->statement->busy()) return found->second->statement;
    auto another = SqliteStatement::prepare(db, sql, false);
    if (!another) return base::fail(another.error());
    return std::make_shared<SqliteStatement>(std::move(*another));
  }
  auto prepared = SqliteStatement::prepare(db, sql, true);
  if (!prepared) return base::fail(prepared.error());
  auto statement = std::make_shared<SqliteStatement>(std::move(*prepared));
  if (recent_.size() >= capacity_ && !recent_.empty()) {
    by_sql_.erase(recent_.back().sql);
    recent_.pop_back();
  }
  recent_.push_front({std::string(sql), statement});
  by_sql_.emplace(recent_.front().sql, recent_.begin());
  return statement;
}

void SqliteStatementCache::clear() {
  by_sql_.clear();
  recent_.clear();
}

}  // namespace veza::data
