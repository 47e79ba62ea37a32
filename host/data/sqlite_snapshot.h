// One moment of a SQLite database: a read transaction, during which WAL shows this session no later commit.
#pragma once
#include "data/sqlite_session.h"

namespace veza::data {

class SqliteSnapshot : public Session {
 public:
  explicit SqliteSnapshot(SqliteSession& session) : session_(session) {}
  // Ends it. A session that cannot is left inside its transaction: do not use it again.
  ~SqliteSnapshot() override;
  SqliteSnapshot(const SqliteSnapshot&) = delete;
  SqliteSnapshot& operator=(const SqliteSnapshot&) = delete;

  // Fixes the moment.
  base::Status begin();

  base::Status query(std::string_view sql, Params params, const RowCallback& each) override;
  Dialect dialect() const override { return Dialect::sqlite; }

 private:
  SqliteSession& session_;
};

}  // namespace veza::data
