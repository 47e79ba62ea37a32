// The jobs of this part: "host.backup" makes a backup and removes old ones, "host.integrity" examines.
#pragma once
#include "backup/create.h"
#include "backup/prune.h"
#include "jobs/queue.h"

namespace veza::backup {

// Of the handlers, for Queue::remove_handlers.
inline constexpr const char* job_owner = "backup";
inline constexpr const char* backup_job = "host.backup";
inline constexpr const char* integrity_job = "host.integrity";

struct Plan {
  Source source;
  // Opened when a job runs: a store that is away must not keep a site from starting.
  std::function<base::Result<std::unique_ptr<blobs::Store>>()> open_repository = {};
  Retention retention = {};
  jobs::Schedule backup = {}, integrity = {};
  // Told what was made and removed, for the audit log.
  std::function<base::Status(const std::string& action, const base::Json& after)> note = {};
  bool remove_orphans = false;  // the nightly check removes what a report has named for a day
};

// The two jobs' handlers. The plan outlives the queue's handlers.
base::Status add_handlers(jobs::Queue& queue, const Plan& plan, const base::Log& log);

// What is to be queued when.
std::vector<jobs::CronEntry> cron_entries(const Plan& plan);

// For whoever asks now: at most one waits or runs.
jobs::NewJob integrity_job_now();

}  // namespace veza::backup
