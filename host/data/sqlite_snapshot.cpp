#include "data/sqlite_snapshot.h"

namespace veza::data {

SqliteSnapshot::~SqliteSnapshot() {
  if (session_.in_transaction()) (void)session_.command("ROLLBACK");
}

base::Status SqliteSnapshot::begin() {
  if (auto begun = session_.command("BEGIN"); !begun) return begun;
  // BEGIN alone does nothing yet: the first read decides what is seen.
  return query("SELECT count(*) FROM sqlite_schema", {}, nullptr);
}

base::Status SqliteSnapshot::query(std::string_view sql, Params params, const RowCallback& each) {
  bool ignored = false;
  return session_.query(sql, params, each, ignored);
}

}  // namespace veza::data
