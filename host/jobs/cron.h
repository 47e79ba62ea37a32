// Entries that queue a job by the clock. A row in the database lets one host of many queue it, once for each time it is
// due. A site that was off then catches up once when it is on again; a new entry waits for its first time to come.
#pragma once
#include <string>
#include <vector>

#include "base/clock.h"
#include "data/database.h"
#include "jobs/job.h"
#include "jobs/schedule.h"

namespace veza::jobs {

struct CronEntry {
  std::string name = {};   // "host/backup", "gear/reminders": one in all of the site
  std::string owner = {};  // a plugin's id or "host", for remove_handlers
  Schedule schedule = {};
  NewJob job = {};  // without a unique_key it gets the entry's name: no second one while the first is unfinished
};

// Queues what is due and was not queued for that time yet, each in one transaction with its record; the names of those
// this host queued. What an earlier run left unfinished is not queued again.
base::Result<std::vector<std::string>> queue_due(data::Database& database, const std::vector<CronEntry>& entries,
                                                 int64_t now_ms);

}  // namespace veza::jobs
