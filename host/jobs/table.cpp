#include "jobs/table.h"

#include "base/id.h"

namespace veza::jobs::table {
namespace {

State state_of(std::string_view text) {
  for (const State state : {State::queued, State::running, State::done, State::failed, State::cancelled}) {
    if (name(state) == text) return state;
  }
  return State::failed;
}

data::ValueView null_if_empty(const std::string& text) {
  return text.empty() ? data::ValueView(nullptr) : data::ValueView(text);
}

base::Result<std::vector<std::string>> ids(data::Transaction& tx, std::string_view sql, data::Params params) {
  std::vector<std::string> found;
  auto status = tx.query(sql, params, [&](const data::RowView& row) -> base::Status {
    found.push_back(row[0].string());
    return {};
  });
  if (!status) return base::fail(status.error());
  return found;
}

}  // namespace

base::Result<Enqueued> insert(data::Transaction& tx, const NewJob& job, int64_t now) {
  const std::string id = base::new_id();
  // On PostgreSQL the job that has the key may end between the two statements; hardly more than once.
  for (int tries = 0; tries < 3; ++tries) {
    auto created = tx.execute(
        "INSERT INTO jobs (id, kind, payload, state, priority, run_at, attempts, max_attempts, unique_key, progress, "
        "last_error, request_id, created_at) VALUES ($1, $2, $3, 'queued', $4, $5, 0, $6, $7, 0, '', $8, $9) "
        "ON CONFLICT DO NOTHING",
        {id, job.kind, job.payload, static_cast<int>(job.priority), now + job.delay_ms, job.max_attempts,
         null_if_empty(job.unique_key), job.request_id, now});
    if (!created) return base::fail(created.error());
    if (*created > 0) return Enqueued{id, true};
    auto existing =
        tx.row("SELECT id FROM jobs WHERE unique_key = $1 AND state IN ('queued', 'running')", {job.unique_key});
    if (!existing) return base::fail(existing.error());
    if (*existing) return Enqueued{(**existing)[0].string(), false};
  }
  return base::fail(base::Code::conflict, "a job with the key " + job.unique_key + " just ended");
}

base::Result<std::vector<std::string>> cancel_key(data::Transaction& tx, std::string_view unique_key, int64_t now) {
  return ids(tx,
             "UPDATE jobs SET state = 'cancelled', finished_at = $2, lease_owner = NULL, lease_until = NULL "
             "WHERE unique_key = $1 AND state IN ('queued', 'running') RETURNING id",
             {unique_key, now});
}

base::Result<std::vector<std::string>> cancel_id(data::Transaction& tx, std::string_view id, int64_t now) {
  return ids(tx,
             "UPDATE jobs SET state = 'cancelled', finished_at = $2, lease_owner = NULL, lease_until = NULL "
             "WHERE id = $1 AND state IN ('queued', 'running') RETURNING id",
             {id, now});
}

base::Result<std::optional<JobInfo>> find(data::Session& session, std::string_view id) {
  auto row = session.row(
      "SELECT id, kind, payload, unique_key, state, attempts, max_attempts, run_at, progress, last_error, request_id, "
      "created_at, finished_at FROM jobs WHERE id = $1",
      {id});
  if (!row) return base::fail(row.error());
  if (!*row) return std::optional<JobInfo>();
  const data::Row& r = **row;
  return std::optional<JobInfo>(JobInfo{r[0].string(), r[1].string(), r[2].string(), r[3].string(),
                                        state_of(r[4].text()), static_cast<int32_t>(r[5].integer()),
                                        static_cast<int32_t>(r[6].integer()), r[7].integer(), r[8].real(),
                                        r[9].string(), r[10].string(), r[11].integer(), r[12].integer()});
}

base::Result<std::vector<JobCount>> counts(data::Session& session) {
  std::vector<JobCount> found;
  auto status = session.query("SELECT kind, state, count(*) FROM jobs GROUP BY kind, state ORDER BY kind, state", {},
                              [&](const data::RowView& row) -> base::Status {
                                found.push_back({row[0].string(), state_of(row[1].text()), row[2].integer()});
                                return {};
                              });
  if (!status) return base::fail(status.error());
  return found;
}

base::Result<int64_t> prune(data::Transaction& tx, int64_t before, int64_t limit) {
  return tx.execute(
      "DELETE FROM jobs WHERE id IN "
      "(SELECT id FROM jobs WHERE finished_at IS NOT NULL AND finished_at < $1 LIMIT $2)",
      {before, limit});
}

}  // namespace veza::jobs::table
