// A claimed job: what its handler sees, and how the queue reaches it.
#pragma once
#include <atomic>
#include <functional>
#include <mutex>

#include "base/clock.h"
#include "base/file.h"
#include "base/guarded.h"
#include "data/database_access.h"
#include "jobs/table.h"

namespace veza::jobs {

class RunningJob : public JobContext {
 public:
  // `progressed` runs when progress was told and none waited to be written.
  RunningJob(table::Claimed claimed, std::shared_ptr<const data::DatabaseAccess> database, base::Clock clock,
             std::function<void()> progressed);

  const std::string& id() const override { return claimed_.lease.id; }
  const std::string& kind() const override { return claimed_.kind; }
  const std::string& payload() const override { return claimed_.payload; }
  const std::string& request_id() const override { return claimed_.request_id; }
  int32_t attempt() const override { return claimed_.lease.attempt; }
  int32_t max_attempts() const override { return claimed_.max_attempts; }
  Cancel cancelled() const override { return cancel_.load(); }
  void on_cancel(std::function<void()> wake) override;
  int cancel_fd() override;
  void progress(double fraction) override;
  base::Status complete(const data::WriteBody& body) override;

  // Tells the handler to stop; the first reason wakes it.
  void tell(Cancel reason);
  bool completed() const { return completed_.load(); }
  const table::Lease& lease() const { return claimed_.lease; }
  double progress_now() const { return progress_.load(); }
  // Whether progress was told since the last call.
  bool take_progress() { return progressed_.exchange(false); }

 private:
  struct Signal {
    std::function<void()> wake;
    base::Fd event;
  };
  table::Claimed claimed_;
  std::shared_ptr<const data::DatabaseAccess> database_;
  base::Clock clock_;
  std::function<void()> on_progress_;
  std::atomic<Cancel> cancel_{Cancel::no};
  std::atomic<bool> completed_{false};
  std::atomic<double> progress_{0};
  std::atomic<bool> progressed_{false};
  // Recursive: the wake function may take itself back.
  base::Guarded<Signal, std::recursive_mutex> signal_;
};

}  // namespace veza::jobs
