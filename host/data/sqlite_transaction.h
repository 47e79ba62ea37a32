// What a write body holds: the writer's session, inside the savepoint of this caller.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "data/sqlite_session.h"

namespace veza::data {

class SqliteTransaction : public Transaction {
 public:
  explicit SqliteTransaction(SqliteSession& session) : session_(session) {}

  base::Status query(std::string_view sql, Params params, const RowCallback& each) override;
  base::Result<int64_t> execute(std::string_view sql, Params params) override;
  base::Status savepoint(const std::function<base::Status()>& body) override;
  base::Status script(std::string_view sql) override;
  void on_commit(std::function<void()> done) override { hooks_.push_back(std::move(done)); }
  Dialect dialect() const override { return Dialect::sqlite; }

  // Runs `body` in a savepoint of its own and keeps or undoes it; an exception becomes an error.
  base::Status run(const WriteBody& body);
  std::vector<std::function<void()>> take_hooks() { return std::move(hooks_); }

 private:
  base::Status usable() const;
  void spoil(const base::Error& error);
  base::Status guarded(const std::function<base::Status()>& body);

  SqliteSession& session_;
  std::optional<base::Error> spoiled_;  // the first statement that failed
  int depth_ = 0;
  std::vector<std::function<void()>> hooks_;
};

}  // namespace veza::data
