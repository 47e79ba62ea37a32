#include "events/table.h"

namespace veza::events::table {
namespace {

base::Status changed(base::Result<int64_t> result) {
  if (!result) return base::fail(result.error());
  return {};
}

}  // namespace

base::Result<int64_t> open_consumer(data::Transaction& tx, const ConsumerSpec& spec, int64_t now) {
  const std::string_view start = spec.from == From::now ? "SELECT coalesce(max(seq), 0) FROM outbox" : "SELECT 0";
  auto newest = tx.row(start);
  if (!newest) return base::fail(newest.error());
  auto opened = tx.row(
      "INSERT INTO event_consumers (name, pattern, position, created_at, seen_at) VALUES ($1, $2, $3, $4, $4) "
      "ON CONFLICT (name) DO UPDATE SET pattern = excluded.pattern, seen_at = excluded.seen_at RETURNING position",
      {spec.name, spec.pattern, (**newest)[0], now});
  if (!opened) return base::fail(opened.error());
  return (**opened)[0].integer();
}

base::Status advance(data::Transaction& tx, std::string_view consumer, int64_t position, int64_t now) {
  return changed(tx.execute("UPDATE event_consumers SET position = $2, seen_at = $3 WHERE name = $1 AND position < $2",
                            {consumer, position, now}));
}

base::Result<std::vector<Waiting>> waiting(const data::DatabaseAccess& database, std::string_view consumer) {
  std::vector<Waiting> found;
  auto done = database.query(
      "SELECT seq, attempts, next_at, aggregate_type, aggregate_id, last_error FROM event_retries "
      "WHERE consumer = $1 ORDER BY seq",
      {consumer}, [&](const data::RowView& row) -> base::Status {
        found.push_back({row[0].integer(), row[3].string() + '\0' + row[4].string(),
                         static_cast<int32_t>(row[1].integer()), row[2].integer(), row[3].string(), row[4].string(),
                         row[5].string()});
        return {};
      });
  if (!done) return base::fail(done.error());
  return found;
}

base::Status store_waiting(data::Transaction& tx, std::string_view consumer, const Waiting& event) {
  return changed(tx.execute(
      "INSERT INTO event_retries (consumer, seq, aggregate_type, aggregate_id, attempts, next_at, last_error) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (consumer, seq) DO UPDATE SET attempts = excluded.attempts, "
      "next_at = excluded.next_at, last_error = excluded.last_error",
      {consumer, event.seq, event.aggregate_type, event.aggregate_id, event.attempts, event.next_at,
       event.last_error}));
}

base::Status drop_waiting(data::Transaction& tx, std::string_view consumer, int64_t seq) {
  return changed(tx.execute("DELETE FROM event_retries WHERE consumer = $1 AND seq = $2", {consumer, seq}));
}

base::Status forget_consumer(data::Transaction& tx, std::string_view consumer) {
  auto retries = changed(tx.execute("DELETE FROM event_retries WHERE consumer = $1", {consumer}));
  if (!retries) return retries;
  return changed(tx.execute("DELETE FROM event_consumers WHERE name = $1", {consumer}));
}

base::Result<std::vector<ConsumerStatus>> status(data::Session& session) {
  std::vector<ConsumerStatus> found;
  auto done = session.query(
      "SELECT c.name, (SELECT count(*) FROM outbox o WHERE o.seq > c.position), "
      "(SELECT count(*) FROM event_retries r WHERE r.consumer = c.name), "
      "(SELECT count(*) FROM dead_letters d WHERE d.consumer = c.name) FROM event_consumers c ORDER BY c.name",
      {}, [&](const data::RowView& row) -> base::Status {
        found.push_back({row[0].string(), row[1].integer(), row[2].integer(), row[3].integer()});
        return {};
      });
  if (!done) return base::fail(done.error());
  return found;
}

base::Result<std::vector<std::string>> unseen(data::Transaction& tx, int64_t before) {
  std::vector<std::string> names;
  auto done = tx.query("SELECT name FROM event_consumers WHERE seen_at < $1", {before},
                       [&](const data::RowView& row) -> base::Status {
                         names.push_back(row[0].string());
                         return {};
                       });
  if (!done) return base::fail(done.error());
  return names;
}

}  // namespace veza::events::table
