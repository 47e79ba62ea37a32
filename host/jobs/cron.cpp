#include "jobs/cron.h"

#include "jobs/table.h"

namespace veza::jobs {
namespace {

// Whether it is this call that queues it. The record of a new entry is made, and nothing queued.
base::Result<bool> queue_one(data::Transaction& tx, const CronEntry& entry, int64_t due, int64_t now) {
  auto made = tx.execute("INSERT INTO job_schedule (name, last_due) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
                         {entry.name, due});
  if (!made) return base::fail(made.error());
  if (*made > 0) return false;
  auto changed =
      tx.execute("UPDATE job_schedule SET last_due = $2 WHERE name = $1 AND last_due < $2", {entry.name, due});
  if (!changed) return base::fail(changed.error());
  if (*changed == 0) return false;
  NewJob job = entry.job;
  if (job.unique_key.empty()) job.unique_key = entry.name;
  auto enqueued = table::insert(tx, job, now);
  if (!enqueued) return base::fail(enqueued.error());
  return enqueued->created;
}

}  // namespace

base::Result<std::vector<std::string>> queue_due(data::Database& database, const std::vector<CronEntry>& entries,
                                                 int64_t now_ms) {
  std::vector<std::string> queued;
  for (const auto& entry : entries) {
    const auto due = entry.schedule.last_due(now_ms);
    if (!due) continue;
    // A look costs a read; the write is for when something is to do.
    const auto row = database.row("SELECT last_due FROM job_schedule WHERE name = $1", {entry.name});
    if (!row) return base::fail(row.error());
    if (*row && (**row)[0].integer() >= *due) continue;
    bool ours = false;
    auto done = database.write([&](data::Transaction& tx) -> base::Status {
      auto begun = queue_one(tx, entry, *due, now_ms);
      if (!begun) return base::fail(begun.error());
      ours = *begun;
      return {};
    });
    if (!done) return base::fail(done.error());
    if (ours) queued.push_back(entry.name);
  }
  return queued;
}

}  // namespace veza::jobs
