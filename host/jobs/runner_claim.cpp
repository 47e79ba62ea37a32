#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "jobs/runner.h"

namespace veza::jobs {
namespace {

constexpr int64_t minute_ms = 60'000;
constexpr int64_t progress_interval_ms = 1'000;
constexpr int64_t longest_sleep_ms = 60'000;
constexpr int64_t pause_after_error_ms = 1'000;
// Another host took what was due; it commits soon.
constexpr int64_t pause_after_race_ms = 50;

}  // namespace

void Runner::claim_loop() {
  pthread_setname_np(pthread_self(), "veza-jobs");
  for (;;) {
    const bool stopping = state_.with([](Shared& state) {
      state.woken = false;
      return state.stopping;
    });
    if (stopping) return;
    sleep_until(claim_pass());
  }
}

void Runner::sleep_until(int64_t until) {
  const int64_t sleep = std::clamp<int64_t>(until - options_.clock(), 0, longest_sleep_ms);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(sleep);
  const auto flush = [&] {
    const int64_t left = std::clamp<int64_t>(next_progress_ - options_.clock(), 0, progress_interval_ms);
    return std::min(deadline, std::chrono::steady_clock::now() + std::chrono::milliseconds(left));
  };
  state_.with_lock([&](Shared& state, auto& lock) {
    const auto roused = [&] { return state.woken || state.stopping; };
    woken_.wait_until(lock, deadline, [&] { return roused() || state.progressed; });
    if (!roused() && state.progressed) woken_.wait_until(lock, flush(), roused);
  });
}

int64_t Runner::cron_pass(int64_t now) {
  const auto entries = state_.with([](const Shared& state) { return state.cron; });
  const int64_t next_minute = (now / minute_ms + 1) * minute_ms;
  if (entries.empty()) return next_minute;
  const auto queued = queue_due(database_, entries, now);
  if (!queued) {
    log_.warn("what is due by the clock could not be queued; it is tried again", {{"error", queued.error().message}});
    return now + 10 * pause_after_error_ms;
  }
  for (const auto& name : *queued) log_.info("it is time", {{"entry", name}});
  return next_minute;
}

void Runner::follow_clock(int64_t now) {
  const int64_t before = std::exchange(latest_, now);
  if (now >= before) return;
  next_renewal_ = 0;
  next_cron_ = 0;
  auto status = database_.write([&](data::Transaction& tx) -> base::Status {
    auto kept = table::keep_due(tx, before, now);
    return kept ? base::Status() : base::fail(kept.error());
  });
  if (status) return;
  latest_ = before;  // again at the next look
  log_.warn("the clock was set back, and the jobs that were due cannot be kept so",
            {{"error", status.error().message}});
}

int64_t Runner::claim_pass() {
  const int64_t now = options_.clock();
  follow_clock(now);
  const bool progressed = state_.with([](const Shared& state) { return state.progressed; });
  if (now >= next_renewal_ || (progressed && now >= next_progress_)) renew();
  if (now >= next_cron_) next_cron_ = cron_pass(now);
  const auto free = free_handlers();
  int64_t next = std::min(next_renewal_, next_cron_);
  bool due = false;
  for (const Free& entry : free) {
    auto at = table::next_due(database_, entry.handler->spec.kind);
    if (!at) {
      log_.warn("the job table cannot be read", {{"error", at.error().message}});
      return now + pause_after_error_ms;
    }
    if (!*at) continue;
    due = due || **at <= now;
    next = std::min(next, **at);
  }
  // What other hosts enqueue wakes nobody here.
  if (!options_.single_node) next = std::min(next, now + options_.poll_ms);
  if (!due) return next;
  auto claimed = claim(free);
  if (!claimed) {
    log_.warn("no jobs could be claimed", {{"error", claimed.error().message}});
    return now + pause_after_error_ms;
  }
  return *claimed > 0 ? now : now + pause_after_race_ms;
}

std::vector<Runner::Free> Runner::free_handlers() {
  return state_.with([](const Shared& state) {
    std::vector<Free> free;
    for (const auto& [kind, handler] : state.handlers) {
      const auto slots = static_cast<int64_t>(handler->spec.concurrency) - static_cast<int64_t>(handler->active.size());
      if (slots > 0 && !handler->ending) free.push_back({handler, slots});
    }
    return free;
  });
}

base::Result<int64_t> Runner::claim(const std::vector<Free>& free) {
  int64_t count = 0;
  const int64_t now = options_.clock();
  state_.with([](Shared& state) { state.claiming = true; });
  auto status = database_.write([&](data::Transaction& tx) -> base::Status {
    count = 0;
    for (const Free& entry : free) {
      auto claimed = table::claim(tx, entry.handler->spec.kind, entry.slots, owner_, now + options_.lease_ms, now);
      if (!claimed) return base::fail(claimed.error());
      if (claimed->empty()) continue;
      count += static_cast<int64_t>(claimed->size());
      // Taken over in the commit itself: a cancel that commits later then finds it here.
      tx.on_commit(
          [this, handler = entry.handler, jobs = std::move(*claimed)]() mutable { accept(handler, std::move(jobs)); });
    }
    return {};
  });
  state_.with([](Shared& state) {
    state.claiming = false;
    state.cancelled_meanwhile.clear();
  });
  if (!status) return base::fail(status.error());
  for (const Free& entry : free) grow(entry.handler);
  return count;
}

void Runner::accept(const PoolPtr& handler, std::vector<table::Claimed> claimed) {
  const auto progressed = [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    self->state_.with([](Shared& state) { state.progressed = true; });
    self->woken_.notify_all();
  };
  state_.with([&](Shared& state) {
    for (table::Claimed& one : claimed) {
      auto job = std::make_shared<RunningJob>(std::move(one), access_, options_.clock, progressed);
      const auto& gone = state.cancelled_meanwhile;
      if (std::find(gone.begin(), gone.end(), job->id()) != gone.end()) job->tell(Cancel::cancelled);
      handler->active.push_back(job);
      handler->waiting.push_back(std::move(job));
    }
  });
  handler->work.notify_all();
}

void Runner::grow(const PoolPtr& handler) {
  std::vector<JobPtr> unbegun;
  state_.with([&](Shared&) {
    if (handler->ending) {
      // It was removed between the claim and now.
      for (const JobPtr& job : handler->waiting) std::erase(handler->active, job);
      unbegun.assign(handler->waiting.begin(), handler->waiting.end());
      handler->waiting.clear();
      return;
    }
    while (handler->waiting.size() > handler->idle && handler->alive < handler->spec.concurrency &&
           handler->alive < handler->active.size()) {
      ++handler->alive;
      handler->threads.emplace_back([self = shared_from_this(), handler] {
        pthread_setname_np(pthread_self(), "veza-job");
        self->work(handler);
      });
    }
  });
  give_back(unbegun);
}

void Runner::renew() {
  const int64_t now = options_.clock();
  next_renewal_ = now + options_.lease_ms / 3;
  next_progress_ = now + progress_interval_ms;
  state_.with([](Shared& state) { state.progressed = false; });
  const auto jobs = held();
  for (const JobPtr& job : jobs) job->take_progress();
  std::vector<JobPtr> lost;
  auto status = database_.write([&](data::Transaction& tx) -> base::Status {
    lost.clear();
    for (const JobPtr& job : jobs) {
      auto held = table::renew(tx, job->lease(), now + options_.lease_ms, job->progress_now());
      if (!held) return base::fail(held.error());
      if (!*held) lost.push_back(job);
    }
    // After our own are renewed: what is over now belongs to a host that died.
    auto returned = table::return_expired(tx, now);
    if (!returned) return base::fail(returned.error());
    return {};
  });
  if (!status) log_.warn("job leases could not be renewed", {{"error", status.error().message}});
  // Completed ones are no loss: their row has just ended.
  for (const JobPtr& job : lost) {
    if (!job->completed()) job->tell(Cancel::cancelled);
  }
}

}  // namespace veza::jobs
