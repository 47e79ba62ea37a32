#include "events/table.h"

namespace veza::events::table {
namespace {

base::Status changed(base::Result<int64_t> result) {
  if (!result) return base::fail(result.error());
  return {};
}

base::Result<std::vector<std::string>> names(data::Transaction& tx, std::string_view sql, data::Params params) {
  std::vector<std::string> found;
  auto done = tx.query(sql, params, [&](const data::RowView& row) -> base::Status {
    found.push_back(row[0].string());
    return {};
  });
  if (!done) return base::fail(done.error());
  return found;
}

}  // namespace

base::Result<int64_t> open_consumer(data::Transaction& tx, const ConsumerSpec& spec, int64_t now) {
  // What was committed before is before it.
  if (auto placed = collect(tx); !placed) return base::fail(placed.error());
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

base::Result<std::optional<int64_t>> take_lease(data::Transaction& tx, std::string_view consumer,
                                                std::string_view owner, int64_t until, int64_t now) {
  auto taken = tx.row(
      "UPDATE event_consumers SET held_by = $2, held_until = $3, seen_at = $4 "
      "WHERE name = $1 AND (held_by IS NULL OR held_by = $2 OR held_until < $4) RETURNING position",
      {consumer, owner, until, now});
  if (!taken) return base::fail(taken.error());
  return *taken ? (**taken)[0].optional_integer() : std::nullopt;
}

base::Result<bool> keep_lease(data::Transaction& tx, std::string_view consumer, std::string_view owner, int64_t until) {
  auto kept = tx.execute("UPDATE event_consumers SET held_until = $3 WHERE name = $1 AND held_by = $2",
                         {consumer, owner, until});
  if (!kept) return base::fail(kept.error());
  return *kept > 0;
}

base::Result<std::vector<std::string>> keep_leases(data::Transaction& tx, std::string_view owner, int64_t until,
                                                   int64_t now) {
  return names(tx, "UPDATE event_consumers SET held_until = $2, seen_at = $3 WHERE held_by = $1 RETURNING name",
               {owner, until, now});
}

base::Status give_lease_back(data::Transaction& tx, std::string_view consumer, std::string_view owner) {
  return changed(
      tx.execute("UPDATE event_consumers SET held_by = NULL WHERE name = $1 AND held_by = $2", {consumer, owner}));
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
      "SELECT c.name, (SELECT count(*) FROM outbox o WHERE o.seq > c.position) + (SELECT count(*) FROM "
      "outbox_incoming), "
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
  return names(tx, "SELECT name FROM event_consumers WHERE seen_at < $1", {before});
}

}  // namespace veza::events::table
