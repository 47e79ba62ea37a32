// Durable jobs: rows of table `jobs`, committed with the write that wants them, run by handlers of this host.
//
// A job runs at least once; through JobContext::complete() it has its effect once. States: queued → running → done |
// failed | cancelled; running → queued again after a failure with attempts left (growing delay with jitter), after
// shutdown, and when its lease runs out because its host died. `attempts` grows in the statement that claims the job
// and never passes `max_attempts`.
//
// Threads: one that claims, keeps leases and returns lost ones; and up to `concurrency` for each kind. A commit that
// enqueues wakes the claimer of its host, and it sleeps until the next job is due.
//
// Several hosts share one PostgreSQL database when each has single_node off and a node name of its own. A claim skips
// the rows another host is just claiming. A job enqueued by another host is found within `poll_ms`, a job cancelled by
// another host is told with the next renewal of its lease (a third of it). Leases are compared by the hosts' own
// clocks, which must agree to within a few seconds (NTP).
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "data/database.h"
#include "data/migrations.h"
#include "jobs/cron.h"
#include "jobs/job.h"

namespace veza::jobs {

// Table `jobs`. Component "jobs".
data::Component migrations();

struct QueueOptions {
  std::string node = "host";       // who holds a lease; unique among the hosts of one database: leases of `node` found
                                   // at start are its previous run's, and are returned at once
  bool single_node = true;         // nobody else runs jobs on this database, or enqueues any
  int64_t lease_ms = 30'000;       // a job whose host is silent this long is given to another
  int64_t poll_ms = 1'000;         // without single_node: how often to look for what other hosts enqueued
  int64_t first_retry_ms = 1'000;  // delay before the second attempt; doubles from there
  int64_t longest_retry_ms = 600'000;
  base::Clock clock = base::now_ms;
};

// Returns success: done. invalid, unsupported, not_found: failed at once, trying again cannot help. cancelled: see
// JobContext::cancelled(). Anything else, or an exception: again later, failed after max_attempts.
using Handler = std::function<base::Status(JobContext&)>;

struct HandlerSpec {
  std::string kind = {};     // "media.transcode"
  std::string owner = {};    // a plugin's id or "host", for remove_handlers
  uint32_t concurrency = 1;  // on this host
  Handler run = {};
};

class Queue {
 public:
  Queue(data::Database& database, QueueOptions options, base::Log log);
  ~Queue();  // stop(0)
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;

  // [inside a write body] Errors: invalid (empty kind, attempts below 1, payload that is not JSON).
  base::Result<Enqueued> enqueue(data::Transaction& tx, const NewJob& job);
  // [inside a write body] Every unfinished job with that key, or that id. A queued one never runs; a running one is
  // told, and can no longer complete. Returns how many.
  base::Result<int64_t> cancel(data::Transaction& tx, std::string_view unique_key);
  base::Result<int64_t> cancel_id(data::Transaction& tx, std::string_view id);

  // Before or after start(). Errors: conflict when the kind has a handler; invalid.
  base::Status add_handler(HandlerSpec spec);
  // Queues a job by the clock from then on, on one host of all that have the entry; looked at every minute. Before or
  // after start(). Errors: conflict when there is an entry of that name; invalid, as of enqueue().
  base::Status add_cron(CronEntry entry);
  // Removes the owner's cron entries and handlers: running jobs are told to stop (as at shutdown), their leases are
  // returned with the attempt not counted. Waits up to `wait_ms` for them; false when some still run (they keep their
  // lease meanwhile, and the handler's code must stay loaded).
  bool remove_handlers(std::string_view owner, int64_t wait_ms);

  // Begins running jobs. Errors: the database's.
  base::Status start();
  // Takes no new jobs, tells the running ones, waits up to `wait_ms`; false when some still ran. Those are abandoned:
  // their leases run out. Idempotent.
  bool stop(int64_t wait_ms);
  // Looks for due jobs now: after rows were changed by another process, or a test moved its clock.
  void wake();

  base::Result<std::optional<JobInfo>> find(std::string_view id);
  // Rows by kind and state, for metrics.
  base::Result<std::vector<JobCount>> counts();
  // Deletes finished jobs that ended before `before_ms`; returns how many.
  base::Result<int64_t> prune(int64_t before_ms);

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace veza::jobs
