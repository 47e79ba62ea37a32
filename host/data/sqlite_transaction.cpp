#include "data/sqlite_transaction.h"

#include "data/contained.h"

namespace veza::data {

using base::Code;

base::Status SqliteTransaction::usable() const {
  if (!spoiled_) return {};
  return base::fail(spoiled_->code, "an earlier statement of this transaction failed: " + spoiled_->message);
}

void SqliteTransaction::spoil(const base::Error& error) {
  if (!spoiled_) spoiled_ = error;
}

base::Status SqliteTransaction::query(std::string_view sql, Params params, const RowCallback& each) {
  if (auto status = usable(); !status) return status;
  bool callback_failed = false;
  auto status = session_.query(sql, params, each, callback_failed);
  if (!status && !callback_failed) spoil(status.error());
  return status;
}

base::Result<int64_t> SqliteTransaction::execute(std::string_view sql, Params params) {
  if (auto status = usable(); !status) return base::fail(status.error());
  auto changed = session_.execute(sql, params);
  if (!changed) spoil(changed.error());
  return changed;
}

base::Status SqliteTransaction::script(std::string_view sql) {
  if (auto status = usable(); !status) return status;
  auto status = session_.script(sql);
  if (!status) spoil(status.error());
  return status;
}

base::Status SqliteTransaction::savepoint(const std::function<base::Status()>& body) {
  if (auto status = usable(); !status) return status;
  return guarded(body);
}

base::Status SqliteTransaction::guarded(const std::function<base::Status()>& body) {
  const std::string name = "s" + std::to_string(depth_);
  if (auto status = session_.command("SAVEPOINT " + name); !status) {
    spoil(status.error());
    return status;
  }
  const size_t hooks = hooks_.size();
  ++depth_;
  base::Status status = contained(body);
  --depth_;
  if (status && spoiled_) status = base::fail(*spoiled_);
  // Checked for each caller: at COMMIT it would fail the whole group.
  if (status && depth_ == 0 && session_.violates_deferred_keys()) {
    status = base::fail(Code::conflict, "SQLite: FOREIGN KEY constraint failed");
  }
  if (status) status = session_.command("RELEASE " + name);
  if (status) return {};
  hooks_.resize(hooks);
  spoiled_.reset();
  auto undone = session_.command("ROLLBACK TO " + name);
  if (undone) undone = session_.command("RELEASE " + name);
  if (!undone) spoil(undone.error());
  return status;
}

base::Status SqliteTransaction::run(const WriteBody& body) {
  return guarded([&] { return body(*this); });
}

}  // namespace veza::data
