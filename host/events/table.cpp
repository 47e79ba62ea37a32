#include "events/table.h"

#include "base/id.h"

namespace veza::events::table {
namespace {

constexpr std::string_view read_sql =
    "SELECT seq, event_id, event_type, aggregate_type, aggregate_id, timestamp, version, data, correlation_id, "
    "causation_id FROM outbox WHERE seq > $1 ORDER BY seq LIMIT $2";

// The event in the columns from `at` on, in the order of the table.
Event event_at(const data::RowView& row, size_t at) {
  return {row[at].string(),     row[at + 1].string(),  row[at + 2].string(),
          row[at + 3].string(), row[at + 4].integer(), static_cast<int32_t>(row[at + 5].integer()),
          row[at + 6].string(), row[at + 7].string(),  row[at + 8].string()};
}

base::Status changed(base::Result<int64_t> result) {
  if (!result) return base::fail(result.error());
  return {};
}

}  // namespace

base::Status insert(data::Transaction& tx, const Event& event) {
  constexpr std::string_view into_sqlite =
      "INSERT INTO outbox (event_id, event_type, aggregate_type, aggregate_id, timestamp, version, data, "
      "correlation_id, causation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
  constexpr std::string_view into_postgresql =
      "INSERT INTO outbox_incoming (event_id, event_type, aggregate_type, aggregate_id, timestamp, version, data, "
      "correlation_id, causation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
  return changed(tx.execute(tx.dialect() == data::Dialect::sqlite ? into_sqlite : into_postgresql,
                            {event.event_id, event.event_type, event.aggregate_type, event.aggregate_id,
                             event.timestamp_ms, event.version, event.data, event.correlation_id, event.causation_id}));
}

base::Result<int64_t> collect(data::Transaction& tx) {
  constexpr std::string_view lock = "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.outbox', 0))";
  // In one statement: between two, others may commit.
  constexpr std::string_view move =
      "WITH moved AS (DELETE FROM outbox_incoming RETURNING *) INSERT INTO outbox (event_id, event_type, "
      "aggregate_type, aggregate_id, timestamp, version, data, correlation_id, causation_id) "
      "SELECT event_id, event_type, aggregate_type, aggregate_id, timestamp, version, data, correlation_id, "
      "causation_id FROM moved ORDER BY place ON CONFLICT (event_id) DO NOTHING";
  constexpr std::string_view copy =
      "INSERT INTO outbox (event_id, event_type, aggregate_type, aggregate_id, timestamp, version, data, "
      "correlation_id, causation_id) SELECT event_id, event_type, aggregate_type, aggregate_id, timestamp, version, "
      "data, correlation_id, causation_id FROM outbox_incoming WHERE true ORDER BY place "
      "ON CONFLICT (event_id) DO NOTHING";
  if (tx.dialect() == data::Dialect::sqlite) {
    auto copied = tx.execute(copy);
    if (!copied || *copied == 0) return copied;
    return tx.execute("DELETE FROM outbox_incoming");
  }
  // A statement of its own: the next one must see what the holder before us committed.
  if (auto alone = tx.query(lock, {}, nullptr); !alone) return base::fail(alone.error());
  return tx.execute(move);
}

base::Result<Incoming> incoming(const data::DatabaseAccess& database) {
  Incoming found;
  auto status = database.query(
      "SELECT EXISTS (SELECT 1 FROM outbox_incoming), (SELECT seq FROM outbox ORDER BY seq DESC LIMIT 1)", {},
      [&](const data::RowView& row) -> base::Status {
        found = {row[0].boolean(), row[1].integer()};
        return {};
      });
  if (!status) return base::fail(status.error());
  return found;
}

base::Result<std::vector<Stored>> read(const data::DatabaseAccess& database, int64_t position, size_t limit) {
  std::vector<Stored> found;
  auto status = database.query(read_sql, {position, limit}, [&](const data::RowView& row) -> base::Status {
    found.push_back({row[0].integer(), event_at(row, 1)});
    return {};
  });
  if (!status) return base::fail(status.error());
  return found;
}

base::Result<std::optional<Stored>> read_one(const data::DatabaseAccess& database, int64_t seq) {
  auto found = read(database, seq - 1, 1);
  if (!found) return base::fail(found.error());
  if (found->empty() || found->front().seq != seq) return std::optional<Stored>();
  return std::optional<Stored>(std::move(found->front()));
}

base::Status bury(data::Transaction& tx, std::string_view consumer, const Waiting& event, int64_t now) {
  auto buried = tx.execute(
      "INSERT INTO dead_letters (id, consumer, seq, event_id, event_type, aggregate_type, aggregate_id, timestamp, "
      "version, data, correlation_id, causation_id, attempts, last_error, failed_at) "
      "SELECT $1, $2, seq, event_id, event_type, aggregate_type, aggregate_id, timestamp, version, data, "
      "correlation_id, causation_id, $4, $5, $6 FROM outbox WHERE seq = $3",
      {base::new_id(), consumer, event.seq, event.attempts, event.last_error, now});
  if (!buried) return base::fail(buried.error());
  return drop_waiting(tx, consumer, event.seq);
}

base::Result<std::optional<std::string>> revive(data::Transaction& tx, std::string_view id, int64_t now) {
  auto letter = tx.row("SELECT consumer FROM dead_letters WHERE id = $1", {id});
  if (!letter) return base::fail(letter.error());
  if (!*letter) return std::optional<std::string>();
  // Pruned meanwhile: back at its old place, which every consumer is past, so that only this one sees it again.
  auto back = tx.execute(
      "INSERT INTO outbox (seq, event_id, event_type, aggregate_type, aggregate_id, timestamp, version, data, "
      "correlation_id, causation_id) SELECT seq, event_id, event_type, aggregate_type, aggregate_id, timestamp, "
      "version, data, correlation_id, causation_id FROM dead_letters WHERE id = $1 ON CONFLICT DO NOTHING",
      {id});
  if (!back) return base::fail(back.error());
  auto waits = tx.execute(
      "INSERT INTO event_retries (consumer, seq, aggregate_type, aggregate_id, attempts, next_at, last_error) "
      "SELECT consumer, seq, aggregate_type, aggregate_id, 0, $2, '' FROM dead_letters WHERE id = $1 "
      "ON CONFLICT DO NOTHING",
      {id, now});
  if (!waits) return base::fail(waits.error());
  auto gone = tx.execute("DELETE FROM dead_letters WHERE id = $1", {id});
  if (!gone) return base::fail(gone.error());
  return std::optional<std::string>((**letter)[0].string());
}

base::Result<std::vector<DeadLetter>> dead_letters(data::Session& session, size_t limit, std::string_view before) {
  std::vector<DeadLetter> found;
  auto done = session.query(
      "SELECT id, consumer, event_id, event_type, aggregate_type, aggregate_id, timestamp, version, data, "
      "correlation_id, causation_id, attempts, last_error, failed_at FROM dead_letters "
      "WHERE $2 = '' OR id < $2 ORDER BY id DESC LIMIT $1",
      {limit, before}, [&](const data::RowView& row) -> base::Status {
        found.push_back({row[0].string(), row[1].string(), event_at(row, 2), static_cast<int32_t>(row[11].integer()),
                         row[12].string(), row[13].integer()});
        return {};
      });
  if (!done) return base::fail(done.error());
  return found;
}

base::Result<int64_t> prune(data::Transaction& tx, int64_t before, int64_t limit) {
  return tx.execute(
      "DELETE FROM outbox WHERE seq IN (SELECT o.seq FROM outbox o WHERE o.timestamp < $1 "
      "AND NOT EXISTS (SELECT 1 FROM event_consumers c WHERE c.position < o.seq) "
      "AND NOT EXISTS (SELECT 1 FROM event_retries r WHERE r.seq = o.seq) ORDER BY o.seq LIMIT $2)",
      {before, limit});
}

}  // namespace veza::events::table
