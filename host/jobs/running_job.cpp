#include "jobs/running_job.h"

#include <sys/eventfd.h>

#include <algorithm>
#include <cmath>

namespace veza::jobs {

RunningJob::RunningJob(table::Claimed claimed, std::shared_ptr<const data::DatabaseAccess> database, base::Clock clock,
                       std::function<void()> progressed)
    : claimed_(std::move(claimed)),
      database_(std::move(database)),
      clock_(std::move(clock)),
      on_progress_(std::move(progressed)) {}

void RunningJob::on_cancel(std::function<void()> wake) {
  signal_.with([&](Signal& signal) {
    signal.wake = std::move(wake);
    if (cancel_ != Cancel::no && signal.wake) std::exchange(signal.wake, nullptr)();
  });
}

int RunningJob::cancel_fd() {
  return signal_.with([&](Signal& signal) {
    if (!signal.event) {
      signal.event = base::Fd(::eventfd(cancel_ == Cancel::no ? 0 : 1, EFD_CLOEXEC | EFD_NONBLOCK));
    }
    return signal.event.get();
  });
}

void RunningJob::tell(Cancel reason) {
  signal_.with([&](Signal& signal) {
    const Cancel before = cancel_.load();
    if (before == Cancel::cancelled) return;
    cancel_ = reason;
    if (before != Cancel::no) return;
    if (signal.event) ::eventfd_write(signal.event.get(), 1);
    if (signal.wake) std::exchange(signal.wake, nullptr)();
  });
}

void RunningJob::progress(double fraction) {
  if (!std::isfinite(fraction)) return;
  progress_ = std::clamp(fraction, 0.0, 1.0);
  if (!progressed_.exchange(true)) on_progress_();
}

base::Status RunningJob::complete(const data::WriteBody& body) {
  if (completed_) return base::fail(base::Code::conflict, "the job " + id() + " is completed already");
  auto status = database_->write([&](data::Transaction& tx) -> base::Status {
    // The job's end before the body: when the lease is lost, the body must not even begin.
    auto held = table::finish(tx, claimed_.lease, State::done, "", clock_());
    if (!held) return base::fail(held.error());
    if (!*held) return base::fail(base::Code::cancelled, "the job was cancelled, or given to another host");
    return body(tx);
  });
  if (!status) return base::fail_while("completing the job " + id(), status.error());
  completed_ = true;
  return {};
}

}  // namespace veza::jobs
