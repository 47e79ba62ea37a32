// veza.jobs/1: queued jobs wait until the test runs them, on the test's thread.
#pragma once
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <deque>
#include <map>

#include "veza/jobs.hpp"
#include "veza/testing/fake_db.hpp"

namespace veza::testing {

// A job and what became of it.
struct FakeJob {
  std::string id, kind, payload, unique_key, request_id;
  int32_t attempt = 0, max_attempts = 5;
  std::string state = "queued";  // queued | running | done | failed | cancelled
  std::string error;             // of the last attempt
  double progress = 0;
  std::atomic<int32_t> cancelled{0};
  int cancel_fd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  FakeDb* db = nullptr;

  FakeJob() = default;
  FakeJob(const FakeJob&) = delete;
  FakeJob& operator=(const FakeJob&) = delete;
  ~FakeJob() { ::close(cancel_fd); }

  // What jobs.cancel (1) or a shutdown (2) does to a running job; any thread.
  void cancel(int32_t why = 1) {
    cancelled = why;
    const uint64_t one = 1;
    if (::write(cancel_fd, &one, sizeof one) != sizeof one) std::abort();
  }
  bool unfinished() const { return state == "queued" || state == "running"; }
  static FakeJob& from(const veza_job* job) { return *reinterpret_cast<FakeJob*>(const_cast<veza_job*>(job)); }
};

// What a plugin scheduled.
struct FakeCron {
  std::string schedule, kind, payload;
};

class FakeJobs {
 public:
  explicit FakeJobs(FakeDb& db) : db_(db) {
    table_.struct_size = sizeof table_;
    table_.ctx = this;
    table_.add_handler = [](void* ctx, veza_str kind, uint32_t, veza_job_handler handler, void* self) noexcept {
      auto* jobs = static_cast<FakeJobs*>(ctx);
      return contained([&]() -> veza_status {
        const bool added = jobs->handlers_.emplace(detail::copy(kind), Handler{handler, self}).second;
        return added ? VEZA_OK : fail(VEZA_E_CONFLICT, "the kind has a handler");
      });
    };
    table_.enqueue = [](void* ctx, veza_tx* tx, const veza_job_spec* spec) noexcept {
      auto* jobs = static_cast<FakeJobs*>(ctx);
      return contained([&]() -> veza_status {
        const std::string kind = detail::copy(spec->kind), payload = detail::copy(spec->payload),
                          key = detail::copy(spec->unique_key), request = detail::copy(spec->request_id);
        if (kind.empty() || !Json::accept(payload))
          return fail(VEZA_E_INVALID, "a job needs a kind and a JSON payload");
        const int32_t attempts = spec->max_attempts > 0 ? spec->max_attempts : 5;
        FakeTx::from(tx).on_commit.push_back([=] {
          if (!key.empty() && jobs->find(key)) return;
          auto& job = jobs->all.emplace_back();
          job.id = "job-" + std::to_string(jobs->all.size());
          job.kind = kind;
          job.payload = payload;
          job.unique_key = key;
          job.request_id = request;
          job.max_attempts = attempts;
          job.db = &jobs->db_;
        });
        return VEZA_OK;
      });
    };
    table_.cancel = [](void* ctx, veza_tx* tx, veza_str unique_key) noexcept {
      auto* jobs = static_cast<FakeJobs*>(ctx);
      return contained([&]() -> veza_status {
        FakeTx::from(tx).on_commit.push_back([jobs, key = detail::copy(unique_key)] {
          auto* job = jobs->find(key);
          if (!job) return;
          if (job->state == "queued") job->state = "cancelled";
          job->cancel();
        });
        return VEZA_OK;
      });
    };
    table_.add_cron = [](void* ctx, veza_str name, veza_str schedule, const veza_job_spec* spec) noexcept {
      auto* jobs = static_cast<FakeJobs*>(ctx);
      return contained([&]() -> veza_status {
        const FakeCron entry{detail::copy(schedule), detail::copy(spec->kind), detail::copy(spec->payload)};
        if (entry.schedule.empty() || entry.kind.empty())
          return fail(VEZA_E_INVALID, "a cron entry needs a time and a kind");
        const bool added = jobs->cron.emplace(detail::copy(name), entry).second;
        return added ? VEZA_OK : fail(VEZA_E_CONFLICT, "there is a cron entry of that name");
      });
    };
    fill_job_calls();
  }

  const veza_jobs_v1* table() const { return &table_; }

  // Every job that was committed, oldest first; references stay valid.
  std::deque<FakeJob> all;

  // By name.
  std::map<std::string, FakeCron> cron;

  // The time of an entry has come: queues its job, unless the one before is unfinished.
  void strike(const std::string& name) {
    const auto& entry = cron.at(name);
    if (find(name)) return;
    auto& job = all.emplace_back();
    job.id = "job-" + std::to_string(all.size());
    job.kind = entry.kind;
    job.payload = entry.payload;
    job.unique_key = name;
    job.db = &db_;
  }

  // The unfinished job of that key, or null.
  FakeJob* find(std::string_view unique_key) {
    for (auto& job : all) {
      if (job.unique_key == unique_key && job.unfinished()) return &job;
    }
    return nullptr;
  }

  // Runs one attempt of a job.
  void run(FakeJob& job) {
    const auto handler = handlers_.find(job.kind);
    if (handler == handlers_.end()) throw Error(VEZA_E_NOT_FOUND, "nobody handles " + job.kind);
    job.state = "running";
    ++job.attempt;
    last_sentence().clear();
    const veza_status status = handler->second.run(handler->second.self, reinterpret_cast<veza_job*>(&job));
    if (job.state == "done") return;
    job.error = status < 0 ? last_sentence() : "";
    const bool final = status == VEZA_E_INVALID || status == VEZA_E_UNSUPPORTED || status == VEZA_E_NOT_FOUND;
    if (status >= 0) {
      job.state = "done";
    } else if (job.cancelled == 1) {
      job.state = "cancelled";
    } else if (job.cancelled == 2) {
      --job.attempt;
      job.state = "queued";
    } else {
      job.state = final || job.attempt >= job.max_attempts ? "failed" : "queued";
    }
  }

  // Runs every queued job once, also those that they queue.
  void run_all() {
    for (size_t i = 0; i < all.size(); ++i) {
      if (all[i].state == "queued") run(all[i]);
    }
  }

 private:
  struct Handler {
    veza_job_handler run;
    void* self;
  };

  void fill_job_calls() {
    table_.id = [](const veza_job* job) noexcept { return detail::abi(FakeJob::from(job).id); };
    table_.payload = [](const veza_job* job) noexcept { return detail::abi(FakeJob::from(job).payload); };
    table_.request_id = [](const veza_job* job) noexcept { return detail::abi(FakeJob::from(job).request_id); };
    table_.attempt = [](const veza_job* job) noexcept { return FakeJob::from(job).attempt; };
    table_.max_attempts = [](const veza_job* job) noexcept { return FakeJob::from(job).max_attempts; };
    table_.cancelled = [](const veza_job* job) noexcept { return FakeJob::from(job).cancelled.load(); };
    table_.cancel_fd = [](const veza_job* job) noexcept { return FakeJob::from(job).cancel_fd; };
    table_.progress = [](veza_job* job, double fraction) noexcept { FakeJob::from(job).progress = fraction; };
    table_.complete = [](veza_job* job, veza_status (*body)(void*, veza_tx*), void* self) noexcept {
      auto& run = FakeJob::from(job);
      return contained([&]() -> veza_status {
        if (run.cancelled != 0) return fail(VEZA_E_CANCELLED, "the job was cancelled");
        const veza_status status = run.db->write(body, self);
        if (status >= 0) run.state = "done";
        return status;
      });
    };
  }

  FakeDb& db_;
  std::map<std::string, Handler> handlers_;
  veza_jobs_v1 table_{};
};

}  // namespace veza::testing
