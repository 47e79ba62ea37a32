#include "jobs/table.h"

namespace veza::jobs::table {
namespace {

// One priority a statement, so that the index gives the due ones first and jobs of the future are never walked over.
constexpr std::string_view claim_sqlite =
    "UPDATE jobs SET state = 'running', attempts = attempts + 1, lease_owner = $1, lease_until = $2, progress = 0 "
    "WHERE id IN (SELECT id FROM jobs WHERE state = 'queued' AND kind = $3 AND priority = $4 AND run_at <= $5 "
    "ORDER BY run_at, id LIMIT $6) RETURNING id, kind, payload, request_id, attempts, max_attempts";
// Materialized: a plan that looked for the due ones more than once would lock more than its limit.
constexpr std::string_view claim_postgresql =
    "WITH due AS MATERIALIZED (SELECT id FROM jobs WHERE state = 'queued' AND kind = $3 AND priority = $4 "
    "AND run_at <= $5 ORDER BY run_at, id LIMIT $6 FOR UPDATE SKIP LOCKED) "
    "UPDATE jobs SET state = 'running', attempts = attempts + 1, lease_owner = $1, lease_until = $2, progress = 0 "
    "FROM due WHERE jobs.id = due.id "
    "RETURNING jobs.id, jobs.kind, jobs.payload, jobs.request_id, jobs.attempts, jobs.max_attempts";

// A look at the first entry of the index for each priority. ORDER BY and LIMIT rather than min(): for a table that grew
// since PostgreSQL last counted its rows, min() is planned as a walk over all of them.
constexpr std::string_view next_due_sql =
    "SELECT min(run_at) FROM ("
    "SELECT * FROM (SELECT run_at FROM jobs WHERE state = 'queued' AND kind = $1 AND priority = $2 "
    "ORDER BY run_at LIMIT 1) AS high UNION ALL "
    "SELECT * FROM (SELECT run_at FROM jobs WHERE state = 'queued' AND kind = $1 AND priority = $3 "
    "ORDER BY run_at LIMIT 1) AS normal UNION ALL "
    "SELECT * FROM (SELECT run_at FROM jobs WHERE state = 'queued' AND kind = $1 AND priority = $4 "
    "ORDER BY run_at LIMIT 1) AS low) AS each_priority";

base::Result<bool> held(base::Result<int64_t> changed) {
  if (!changed) return base::fail(changed.error());
  return *changed == 1;
}

constexpr std::string_view died = "the host stopped while the job was running, in its last attempt";

base::Result<int64_t> return_leases(data::Transaction& tx, std::string_view fail, std::string_view queue,
                                    data::ValueView which, int64_t now) {
  auto failed = tx.execute(fail, {which, now, died});
  if (!failed) return failed;
  auto queued = tx.execute(queue, {which, now});
  if (!queued) return queued;
  return *failed + *queued;
}

}  // namespace

base::Result<std::vector<Claimed>> claim(data::Transaction& tx, std::string_view kind, int64_t limit,
                                         std::string_view owner, int64_t lease_until, int64_t now) {
  std::vector<Claimed> claimed;
  const bool sqlite = tx.dialect() == data::Dialect::sqlite;
  for (const Priority priority : {Priority::high, Priority::normal, Priority::low}) {
    const auto left = limit - static_cast<int64_t>(claimed.size());
    if (left <= 0) break;
    auto status = tx.query(
        sqlite ? claim_sqlite : claim_postgresql, {owner, lease_until, kind, static_cast<int>(priority), now, left},
        [&](const data::RowView& row) -> base::Status {
          claimed.push_back({{row[0].string(), std::string(owner), static_cast<int32_t>(row[4].integer())},
                             row[1].string(),
                             row[2].string(),
                             row[3].string(),
                             static_cast<int32_t>(row[5].integer())});
          return {};
        });
    if (!status) return base::fail(status.error());
  }
  return claimed;
}

base::Result<std::optional<int64_t>> next_due(data::Session& session, std::string_view kind) {
  auto row = session.row(next_due_sql, {kind, static_cast<int>(Priority::high), static_cast<int>(Priority::normal),
                                        static_cast<int>(Priority::low)});
  if (!row) return base::fail(row.error());
  return *row ? (**row)[0].optional_integer() : std::nullopt;
}

base::Result<bool> renew(data::Transaction& tx, const Lease& lease, int64_t lease_until, double progress) {
  return held(
      tx.execute("UPDATE jobs SET lease_until = $4, progress = $5 "
                 "WHERE id = $1 AND state = 'running' AND lease_owner = $2 AND attempts = $3",
                 {lease.id, lease.owner, lease.attempt, lease_until, progress}));
}

base::Result<bool> finish(data::Transaction& tx, const Lease& lease, State state, std::string_view error, int64_t now) {
  return held(
      tx.execute("UPDATE jobs SET state = $4, last_error = $5, finished_at = $6, lease_owner = NULL, "
                 "lease_until = NULL, progress = CASE WHEN $4 = 'done' THEN 1 ELSE progress END "
                 "WHERE id = $1 AND state = 'running' AND lease_owner = $2 AND attempts = $3",
                 {lease.id, lease.owner, lease.attempt, name(state), error, now}));
}

base::Result<bool> retry(data::Transaction& tx, const Lease& lease, std::string_view error, int64_t run_at) {
  return held(
      tx.execute("UPDATE jobs SET state = 'queued', last_error = $4, run_at = $5, lease_owner = NULL, "
                 "lease_until = NULL, progress = 0 "
                 "WHERE id = $1 AND state = 'running' AND lease_owner = $2 AND attempts = $3",
                 {lease.id, lease.owner, lease.attempt, error, run_at}));
}

base::Result<bool> resume(data::Transaction& tx, const Lease& lease, int64_t now) {
  return held(
      tx.execute("UPDATE jobs SET state = 'queued', attempts = attempts - 1, run_at = $4, lease_owner = NULL, "
                 "lease_until = NULL, progress = 0 "
                 "WHERE id = $1 AND state = 'running' AND lease_owner = $2 AND attempts = $3",
                 {lease.id, lease.owner, lease.attempt, now}));
}

base::Result<int64_t> return_expired(data::Transaction& tx, int64_t now) {
  return return_leases(tx,
                       "UPDATE jobs SET state = 'failed', last_error = $3, finished_at = $2, lease_owner = NULL, "
                       "lease_until = NULL WHERE state = 'running' AND lease_until < $1 AND attempts >= max_attempts",
                       "UPDATE jobs SET state = 'queued', run_at = $2, lease_owner = NULL, lease_until = NULL, "
                       "progress = 0 WHERE state = 'running' AND lease_until < $1",
                       now, now);
}

base::Result<int64_t> return_owned(data::Transaction& tx, std::string_view prefix, int64_t now) {
  return return_leases(tx,
                       "UPDATE jobs SET state = 'failed', last_error = $3, finished_at = $2, lease_owner = NULL, "
                       "lease_until = NULL WHERE state = 'running' AND substr(lease_owner, 1, length($1)) = $1 "
                       "AND attempts >= max_attempts",
                       "UPDATE jobs SET state = 'queued', run_at = $2, lease_owner = NULL, lease_until = NULL, "
                       "progress = 0 WHERE state = 'running' AND substr(lease_owner, 1, length($1)) = $1",
                       prefix, now);
}

base::Result<int64_t> keep_due(data::Transaction& tx, int64_t before, int64_t now) {
  return tx.execute(
      "UPDATE jobs SET run_at = $2 WHERE state = 'queued' AND run_at > $2 AND (run_at <= $1 OR attempts > 0)",
      {before, now});
}

}  // namespace veza::jobs::table
