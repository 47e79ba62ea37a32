// Starts what is due: a thread that looks at the clock, and a row in the database so that one host of many starts it,
// once for each time it is due. A site that was off then catches up when it is on again; a new site waits for the first
// time to come.
#pragma once
#include <condition_variable>
#include <string>
#include <thread>
#include <vector>

#include "backup/schedule.h"
#include "base/clock.h"
#include "base/guarded.h"
#include "base/log.h"
#include "jobs/queue.h"

namespace veza::backup {

struct Scheduled {
  std::string name;  // "backup"
  Schedule schedule;
  jobs::NewJob job;
};

// Enqueues what is due and was not started for it yet, each in one transaction with its record; returns their names.
base::Result<std::vector<std::string>> start_due(data::Database& database, jobs::Queue& queue,
                                                 const std::vector<Scheduled>& all, int64_t now_ms);

class Scheduler {
 public:
  // Looks twice a minute.
  Scheduler(data::Database& database, jobs::Queue& queue, std::vector<Scheduled> all, base::Log log,
            base::Clock clock = base::now_ms);
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

 private:
  void loop();
  data::Database& database_;
  jobs::Queue& queue_;
  std::vector<Scheduled> all_;
  base::Log log_;
  base::Clock clock_;
  base::Guarded<bool> stopping_{false};
  std::condition_variable wake_;
  std::thread thread_;
};

}  // namespace veza::backup
