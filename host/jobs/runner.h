// Runs claimed jobs: the claimer's thread, the handlers' threads, and who holds which job.
#pragma once
#include <condition_variable>
#include <deque>
#include <map>
#include <thread>

#include "base/guarded.h"
#include "jobs/queue.h"
#include "jobs/running_job.h"

namespace veza::jobs {

class Runner : public std::enable_shared_from_this<Runner> {
 public:
  Runner(data::Database& database, QueueOptions options, base::Log log);

  base::Status add(HandlerSpec spec);
  base::Status add_cron(CronEntry entry);
  bool remove(std::string_view owner, int64_t wait_ms);
  base::Status start();
  bool stop(int64_t wait_ms);
  void wake();
  // The jobs were cancelled: tells those that run here.
  void tell_cancelled(const std::vector<std::string>& ids);

 private:
  using JobPtr = std::shared_ptr<RunningJob>;
  // A kind: its handler and its threads.
  struct Pool {
    HandlerSpec spec;
    std::deque<JobPtr> waiting;  // claimed, not yet begun
    std::vector<JobPtr> active;  // claimed: waiting and begun
    std::vector<std::thread> threads;
    size_t idle = 0;   // threads that wait for a job
    size_t alive = 0;  // threads that have not ended
    bool ending = false;
    std::condition_variable work;
  };
  using PoolPtr = std::shared_ptr<Pool>;
  struct Shared {
    std::vector<CronEntry> cron;
    std::map<std::string, PoolPtr, std::less<>> handlers;
    std::vector<PoolPtr> leaving;  // removed, a job still running
    // While a claim is being written: its jobs are not among those held yet, but may be cancelled already.
    bool claiming = false;
    std::vector<std::string> cancelled_meanwhile;
    bool woken = false;
    bool progressed = false;
    bool stopping = false;
  };
  struct Free {
    PoolPtr handler;
    int64_t slots = 0;
  };

  // The claimer.
  void claim_loop();
  // After the clock was set back: what was due stays due, and the leases are renewed by the new time.
  void follow_clock(int64_t now);
  // One look at the table; when to look again, in epoch ms.
  int64_t claim_pass();
  // Queues what its time has come for, once a minute; when to look again.
  int64_t cron_pass(int64_t now);
  void sleep_until(int64_t until);
  std::vector<Free> free_handlers();
  base::Result<int64_t> claim(const std::vector<Free>& free);
  // [inside the commit of the claim]
  void accept(const PoolPtr& handler, std::vector<table::Claimed> claimed);
  void grow(const PoolPtr& handler);
  // Renews every lease held and writes progress down.
  void renew();

  // A handler's thread.
  void work(const PoolPtr& handler);
  JobPtr next_job(Pool& handler);
  void run(const HandlerSpec& spec, RunningJob& job);
  void settle(RunningJob& job, const base::Status& result);

  bool end(const std::vector<PoolPtr>& handlers, int64_t wait_ms);
  void give_back(const std::vector<JobPtr>& jobs);
  std::vector<JobPtr> held();

  data::Database& database_;
  std::shared_ptr<data::DatabaseAccess> access_;
  QueueOptions options_;
  base::Log log_;
  std::string owner_;
  base::Guarded<Shared> state_;
  std::condition_variable woken_;
  std::condition_variable ended_;
  std::thread claimer_;
  // The claimer's own, in epoch ms.
  int64_t next_renewal_ = 0;
  int64_t next_progress_ = 0;
  int64_t next_cron_ = 0;
  int64_t latest_ = 0;  // the clock, at the last look
};

}  // namespace veza::jobs
