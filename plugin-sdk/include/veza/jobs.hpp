// veza.jobs/1: work that survives a restart.
#pragma once
#include "veza/abi/jobs.h"
#include "veza/db.hpp"
#include "veza/json.hpp"

namespace veza {

struct JobSpec {
  std::string kind;
  Json payload = Json::object();
  std::string unique_key = {};  // at most one unfinished job has it
  int32_t max_attempts = 0;
  int64_t delay_ms = 0;
  std::string request_id = {};
};

// The job being run; a view, valid while the handler runs.
class Job {
 public:
  Job(const veza_host* host, const veza_jobs_v1* table, const veza_db_v1* db, veza_job* job)
      : host_(host), table_(table), db_(db), job_(job) {}
  std::string id() const { return detail::copy(table_->id(job_)); }
  Json payload() const { return Json::parse(detail::view(table_->payload(job_))); }
  std::string request_id() const { return detail::copy(table_->request_id(job_)); }
  int attempt() const { return table_->attempt(job_); }
  int max_attempts() const { return table_->max_attempts(job_); }
  bool cancelled() const { return table_->cancelled(job_) != 0; }
  bool shutting_down() const { return table_->cancelled(job_) == 2; }
  // Readable (poll) once cancelled; never read or close it.
  int cancel_fd() const { return table_->cancel_fd(job_); }
  void progress(double fraction) const { table_->progress(job_, fraction); }
  // One transaction: `body` and the job's end. Throws Error(VEZA_E_CANCELLED) when it is no longer ours.
  void complete(const std::function<void(const Tx&)>& body) const {
    struct Call {
      const Job* job;
      const std::function<void(const Tx&)>* body;
    } call{this, &body};
    detail::check(host_, table_->complete(
                             job_,
                             [](void* self, veza_tx* tx) noexcept -> veza_status {
                               const auto* c = static_cast<const Call*>(self);
                               return detail::guard(c->job->host_,
                                                    [&] { (*c->body)(Tx(c->job->host_, c->job->db_, tx)); });
                             },
                             &call));
  }

 private:
  const veza_host* host_;
  const veza_jobs_v1* table_;
  const veza_db_v1* db_;
  veza_job* job_;
};

class Jobs : detail::Service<veza_jobs_v1> {
 public:
  // Throw Error: VEZA_E_INVALID, VEZA_E_UNSUPPORTED or VEZA_E_NOT_FOUND fail the job at once, others retry it.
  using Handler = std::function<void(const Job&)>;

  explicit Jobs(const Host& host) : Service(host, VEZA_JOBS_V1), db_(host.service<veza_db_v1>(VEZA_DB_V1)) {}

  // [control]
  void handle(std::string_view kind, uint32_t concurrency, Handler handler) {
    auto* bound = keep(Bound{host_, table_, db_, std::move(handler)});
    const auto call = [](void* self, veza_job* job) noexcept -> veza_status {
      const auto* b = static_cast<const Bound*>(self);
      return detail::guard(b->host, [&] { b->handler(Job(b->host, b->table, b->db, job)); });
    };
    check(table_->add_handler(table_->ctx, detail::abi(kind), concurrency, call, bound));
  }
  // Queues the job by the clock (UTC) from when start() has returned, on one node of the site: "daily 03:30", "hourly",
  // or the five fields of a crontab line, "0 9 * * mon-fri". No second one while the last is unfinished. [control]
  // (1.2)
  void schedule(std::string_view name, std::string_view when, const JobSpec& spec) const {
    if (!VEZA_HAS(table_, add_cron)) {
      throw Error(VEZA_E_UNSUPPORTED, "this Veza has no such function in veza.jobs/1; update it to SDK 1.2");
    }
    const std::string payload = to_text(spec.payload);
    const veza_job_spec out = abi(spec, payload);
    check(table_->add_cron(table_->ctx, detail::abi(name), detail::abi(when), &out));
  }
  void enqueue(const Tx& tx, const JobSpec& spec) const {
    const std::string payload = to_text(spec.payload);
    const veza_job_spec out = abi(spec, payload);
    check(table_->enqueue(table_->ctx, tx.abi(), &out));
  }
  void cancel(const Tx& tx, std::string_view unique_key) const {
    check(table_->cancel(table_->ctx, tx.abi(), detail::abi(unique_key)));
  }

 private:
  struct Bound {
    const veza_host* host;
    const veza_jobs_v1* table;
    const veza_db_v1* db;
    Handler handler;
  };
  static veza_job_spec abi(const JobSpec& spec, std::string_view payload) {
    veza_job_spec out{};
    out.struct_size = sizeof out;
    out.max_attempts = spec.max_attempts;
    out.kind = detail::abi(spec.kind);
    out.payload = detail::abi(payload);
    out.unique_key = detail::abi(spec.unique_key);
    out.delay_ms = spec.delay_ms;
    out.request_id = detail::abi(spec.request_id);
    return out;
  }
  const veza_db_v1* db_;
};

}  // namespace veza
