#include "jobs/runner.h"

#include <algorithm>
#include <chrono>
#include <exception>

#include "base/id.h"
#include "data/backoff.h"
#include "jobs/outcome.h"

namespace veza::jobs {
namespace {

using base::Code;

base::Status contained(const Handler& run, JobContext& job) {
  try {
    return run(job);
  } catch (const std::exception& error) {
    return base::fail(Code::internal, std::string("the handler threw an exception: ") + error.what());
  } catch (...) {
    return base::fail(Code::internal, "the handler threw something that is not a std::exception");
  }
}

base::Json fields(const RunningJob& job) {
  return {{"job_id", job.id()}, {"kind", job.kind()}, {"attempt", job.attempt()}, {"request_id", job.request_id()}};
}

}  // namespace

Runner::Runner(data::Database& database, QueueOptions options, base::Log log)
    : database_(database),
      access_(std::make_shared<data::DatabaseAccess>(database)),
      options_(std::move(options)),
      log_(std::move(log)),
      owner_(options_.node + "/" + base::new_id()) {}

base::Status Runner::add(HandlerSpec spec) {
  if (spec.kind.empty() || spec.kind.size() > 200 || !spec.run || spec.concurrency == 0) {
    return base::fail(Code::invalid, "a job handler needs a kind of 1 to 200 bytes, a concurrency and a function");
  }
  const std::string kind = spec.kind;
  auto handler = std::make_shared<Pool>();
  handler->spec = std::move(spec);
  const bool added = state_.with([&](Shared& state) { return state.handlers.emplace(kind, handler).second; });
  if (!added) return base::fail(Code::conflict, "the job kind " + kind + " has a handler already");
  wake();
  return {};
}

base::Status Runner::add_cron(CronEntry entry) {
  const std::string name = entry.name;
  const bool added = state_.with([&](Shared& state) {
    for (const auto& other : state.cron) {
      if (other.name == name) return false;
    }
    state.cron.push_back(std::move(entry));
    return true;
  });
  if (!added) return base::fail(Code::conflict, "there is a cron entry " + name + " already");
  wake();
  return {};
}

bool Runner::remove(std::string_view owner, int64_t wait_ms) {
  std::vector<PoolPtr> removed;
  state_.with([&](Shared& state) {
    std::erase_if(state.cron, [&](const CronEntry& entry) { return entry.owner == owner; });
    for (auto at = state.handlers.begin(); at != state.handlers.end();) {
      if (at->second->spec.owner != owner) {
        ++at;
        continue;
      }
      removed.push_back(at->second);
      state.leaving.push_back(at->second);
      at = state.handlers.erase(at);
    }
  });
  return end(removed, wait_ms);
}

base::Status Runner::start() {
  if (claimer_.joinable()) return {};
  auto status = database_.write([&](data::Transaction& tx) -> base::Status {
    auto returned = table::return_owned(tx, options_.node + "/", options_.clock());
    if (!returned) return base::fail(returned.error());
    if (*returned > 0) log_.info("jobs of the previous run are queued again", {{"count", *returned}});
    return {};
  });
  if (!status) return base::fail_while("starting the job queue", status.error());
  claimer_ = std::thread([this] { claim_loop(); });
  return {};
}

bool Runner::stop(int64_t wait_ms) {
  std::vector<PoolPtr> all;
  state_.with([&](Shared& state) {
    state.stopping = true;
    for (auto& [kind, handler] : state.handlers) state.leaving.push_back(handler);
    state.handlers.clear();
    all = state.leaving;
  });
  woken_.notify_all();
  if (claimer_.joinable()) claimer_.join();
  const bool ended = end(all, wait_ms);
  access_->close();
  return ended;
}

void Runner::wake() {
  state_.with([](Shared& state) { state.woken = true; });
  woken_.notify_all();
}

void Runner::tell_cancelled(const std::vector<std::string>& ids) {
  state_.with([&](Shared& state) {
    if (!state.claiming) return;
    state.cancelled_meanwhile.insert(state.cancelled_meanwhile.end(), ids.begin(), ids.end());
  });
  for (const JobPtr& job : held()) {
    if (std::find(ids.begin(), ids.end(), job->id()) != ids.end()) job->tell(Cancel::cancelled);
  }
}

std::vector<Runner::JobPtr> Runner::held() {
  return state_.with([](const Shared& state) {
    std::vector<JobPtr> jobs;
    for (const auto& [kind, handler] : state.handlers) {
      jobs.insert(jobs.end(), handler->active.begin(), handler->active.end());
    }
    for (const auto& handler : state.leaving) jobs.insert(jobs.end(), handler->active.begin(), handler->active.end());
    return jobs;
  });
}

bool Runner::end(const std::vector<PoolPtr>& handlers, int64_t wait_ms) {
  std::vector<JobPtr> unbegun;
  std::vector<JobPtr> begun;
  state_.with([&](Shared&) {
    for (const PoolPtr& handler : handlers) {
      handler->ending = true;
      for (const JobPtr& job : handler->waiting) std::erase(handler->active, job);
      unbegun.insert(unbegun.end(), handler->waiting.begin(), handler->waiting.end());
      handler->waiting.clear();
      begun.insert(begun.end(), handler->active.begin(), handler->active.end());
    }
  });
  for (const PoolPtr& handler : handlers) handler->work.notify_all();
  for (const JobPtr& job : begun) job->tell(Cancel::shutdown);
  give_back(unbegun);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(wait_ms);
  bool all_ended = true;
  for (const PoolPtr& handler : handlers) {
    std::vector<std::thread> threads;
    const bool ended = state_.with_lock([&](Shared& state, auto& lock) {
      const bool over = ended_.wait_until(lock, deadline, [&] { return handler->alive == 0; });
      threads = std::move(handler->threads);
      if (over) {
        std::erase(state.leaving, handler);
        // The claimer may hold the pool a moment longer, but the plugin's code goes now.
        handler->spec.run = nullptr;
      }
      return over;
    });
    for (std::thread& thread : threads) ended ? thread.join() : thread.detach();
    all_ended = all_ended && ended;
  }
  return all_ended;
}

void Runner::give_back(const std::vector<JobPtr>& jobs) {
  if (jobs.empty()) return;
  auto status = access_->write([&](data::Transaction& tx) -> base::Status {
    for (const JobPtr& job : jobs) {
      if (auto resumed = table::resume(tx, job->lease(), options_.clock()); !resumed)
        return base::fail(resumed.error());
    }
    return {};
  });
  if (!status)
    log_.warn("jobs could not be given back; their leases will run out", {{"error", status.error().message}});
}

void Runner::work(const PoolPtr& handler) {
  while (const JobPtr job = next_job(*handler)) {
    run(handler->spec, *job);
    state_.with([&](Shared&) { std::erase(handler->active, job); });
    wake();
  }
}

Runner::JobPtr Runner::next_job(Pool& handler) {
  return state_.with_lock([&](Shared&, auto& lock) -> JobPtr {
    ++handler.idle;
    handler.work.wait(lock, [&] { return handler.ending || !handler.waiting.empty(); });
    --handler.idle;
    if (handler.waiting.empty()) {
      --handler.alive;
      ended_.notify_all();
      return nullptr;
    }
    JobPtr job = handler.waiting.front();
    handler.waiting.pop_front();
    return job;
  });
}

void Runner::run(const HandlerSpec& spec, RunningJob& job) {
  base::Status result;
  if (job.cancelled() == Cancel::no) {
    result = contained(spec.run, job);
  } else {
    result = base::fail(Code::cancelled, "it was told to stop before it began");
  }
  job.on_cancel(nullptr);
  if (!job.completed()) settle(job, result);
}

void Runner::settle(RunningJob& job, const base::Status& result) {
  const std::string error = result ? "" : result.error().message;
  const Outcome what = outcome(result, job.cancelled(), job.attempt(), job.max_attempts());
  const data::Backoff backoff{options_.first_retry_ms, options_.longest_retry_ms};
  const int64_t now = options_.clock();
  auto status = access_->write([&](data::Transaction& tx) -> base::Status {
    base::Result<bool> held = false;
    switch (what) {
      case Outcome::done:
        held = table::finish(tx, job.lease(), State::done, "", now);
        break;
      case Outcome::failed:
        held = table::finish(tx, job.lease(), State::failed, error, now);
        break;
      case Outcome::cancelled:
        held = table::finish(tx, job.lease(), State::cancelled, error, now);
        break;
      case Outcome::retry:
        held = table::retry(tx, job.lease(), error, now + data::retry_delay_ms(backoff, job.attempt()));
        break;
      case Outcome::resume:
        held = table::resume(tx, job.lease(), now);
        break;
    }
    if (!held) return base::fail(held.error());
    return {};
  });
  base::Json about = fields(job);
  if (!error.empty()) about["error"] = error;
  if (what == Outcome::failed) log_.error("a job failed for good", about);
  if (what == Outcome::retry) log_.warn("a job failed and will be tried again", about);
  if (status) return;
  about["error"] = status.error().message;
  log_.warn("the end of a job could not be written down; its lease will run out", about);
}

}  // namespace veza::jobs
