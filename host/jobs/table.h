// The SQL of table `jobs`, one function a statement. Times are epoch milliseconds.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/database.h"
#include "jobs/job.h"

namespace veza::jobs::table {

// Who may change a running job: the lease's holder, in the attempt it was given for.
struct Lease {
  std::string id;
  std::string owner;
  int32_t attempt = 0;
};

struct Claimed {
  Lease lease;
  std::string kind;
  std::string payload;
  std::string request_id;
  int32_t max_attempts = 0;
};

base::Result<Enqueued> insert(data::Transaction& tx, const NewJob& job, int64_t now);
// The ids of the unfinished jobs that were cancelled.
base::Result<std::vector<std::string>> cancel_key(data::Transaction& tx, std::string_view unique_key, int64_t now);
base::Result<std::vector<std::string>> cancel_id(data::Transaction& tx, std::string_view id, int64_t now);

// Up to `limit` due jobs of the kind, highest priority first, then the longest due; now running under `owner`. The cost
// does not depend on how many are queued.
base::Result<std::vector<Claimed>> claim(data::Transaction& tx, std::string_view kind, int64_t limit,
                                         std::string_view owner, int64_t lease_until, int64_t now);
// When the next queued job of the kind is due.
base::Result<std::optional<int64_t>> next_due(data::Session& session, std::string_view kind);

// These return false when the lease is no longer held: the job was cancelled, or given to another.
base::Result<bool> renew(data::Transaction& tx, const Lease& lease, int64_t lease_until, double progress);
base::Result<bool> finish(data::Transaction& tx, const Lease& lease, State state, std::string_view error, int64_t now);
base::Result<bool> retry(data::Transaction& tx, const Lease& lease, std::string_view error, int64_t run_at);
base::Result<bool> resume(data::Transaction& tx, const Lease& lease, int64_t now);

// Queues jobs again whose lease ran out, or fails them when that was their last attempt; how many.
base::Result<int64_t> return_expired(data::Transaction& tx, int64_t now);
// The same for every lease whose owner begins with `prefix`.
base::Result<int64_t> return_owned(data::Transaction& tx, std::string_view prefix, int64_t now);
// For a clock that was set back from `before` to `now`: what was due then, or waits for another attempt, is due now.
// Nothing else is moved, so a delay that was asked for only grows. How many.
base::Result<int64_t> keep_due(data::Transaction& tx, int64_t before, int64_t now);

base::Result<std::optional<JobInfo>> find(data::Session& session, std::string_view id);
base::Result<std::vector<JobCount>> counts(data::Session& session);
// Deletes at most `limit` that ended before.
base::Result<int64_t> prune(data::Transaction& tx, int64_t before, int64_t limit);

}  // namespace veza::jobs::table
