#include "data/postgres_transaction.h"

#include "data/contained.h"

namespace veza::data {

using base::Code;

base::Status PostgresTransaction::usable() const {
  if (!spoiled_) return {};
  return base::fail(spoiled_->code, "an earlier statement of this transaction failed: " + spoiled_->message);
}

void PostgresTransaction::spoil(const base::Error& error) {
  if (!spoiled_) spoiled_ = error;
  if (!lost()) again_ = session_.again();
}

base::Result<PostgresRows> PostgresTransaction::statement(std::string_view sql, Params params) {
  if (auto status = usable(); !status) return base::fail(status.error());
  auto rows = session_.run(sql, params);
  if (!rows) spoil(rows.error());
  return rows;
}

base::Status PostgresTransaction::query(std::string_view sql, Params params, const RowCallback& each) {
  const auto rows = statement(sql, params);
  if (!rows) return base::fail(rows.error());
  return rows->each(each);
}

base::Result<int64_t> PostgresTransaction::execute(std::string_view sql, Params params) {
  const auto rows = statement(sql, params);
  if (!rows) return base::fail(rows.error());
  return rows->changed();
}

base::Status PostgresTransaction::script(std::string_view sql) {
  if (auto status = usable(); !status) return status;
  auto status = session_.script(sql);
  if (!status) spoil(status.error());
  return status;
}

base::Status PostgresTransaction::savepoint(const std::function<base::Status()>& body) {
  if (auto status = usable(); !status) return status;
  const std::string name = "s" + std::to_string(depth_);
  const size_t begun = session_.queue("SAVEPOINT " + name);
  const size_t hooks = hooks_.size();
  ++depth_;
  base::Status status = contained(body);
  --depth_;
  if (status && spoiled_) status = base::fail(*spoiled_);
  if (status) {
    if (!session_.take_back(begun)) session_.queue("RELEASE " + name);
    return {};
  }
  hooks_.resize(hooks);
  if (lost()) return status;
  spoiled_.reset();
  if (session_.take_back(begun)) return status;
  if (auto undone = session_.command("ROLLBACK TO " + name); !undone) {
    spoil(undone.error());
  } else {
    session_.queue("RELEASE " + name);
  }
  return status;
}

base::Status PostgresTransaction::run(const WriteBody& body) {
  const size_t begin = session_.queue("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE");
  base::Status status = contained([&] { return body(*this); });
  if (status && spoiled_) status = base::fail(*spoiled_);
  // Nothing was sent: there is nothing to commit or roll back.
  const bool began = !session_.take_back(begin);
  if (began && status) return commit();
  session_.drop_queued();
  if (began && !session_.broken()) (void)session_.command("ROLLBACK");
  return status;
}

base::Status PostgresTransaction::run_snapshot(const SnapshotBody& body) {
  session_.queue("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  session_.queue("SET LOCAL statement_timeout = 0");
  session_.queue("SET LOCAL idle_in_transaction_session_timeout = 0");
  session_.set_patient(true);
  // None of these fixes the moment: the first statement that reads does.
  base::Status status = query("SELECT 1", {}, nullptr);
  if (!status) {
    status = base::fail_while("taking a snapshot", status.error());
  } else {
    status = contained([&] { return body(*this); });
    if (status && spoiled_) status = base::fail(*spoiled_);
  }
  session_.drop_queued();
  if (!session_.broken()) (void)session_.command("ROLLBACK");
  return status;
}

base::Status PostgresTransaction::commit() {
  auto committed = session_.command("COMMIT");
  if (committed) return {};
  base::Error error = committed.error().while_("committing");
  if (session_.broken()) {
    error = {Code::unavailable,
             "the connection to PostgreSQL broke while committing: what was written may be there or not"};
  } else {
    again_ = session_.again();
  }
  return base::fail(std::move(error));
}

}  // namespace veza::data
