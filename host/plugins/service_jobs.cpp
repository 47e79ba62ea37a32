// veza.jobs/1. veza_job is the host's JobContext, seen from the other side.
#include "jobs/queue.h"
#include "plugins/boundary.h"
#include "plugins/service.h"
#include "plugins/tx_abi.h"
#include "veza/abi/jobs.h"

namespace veza::plugins {
namespace {

constexpr size_t max_name = 200;
constexpr size_t max_payload = 1U << 20;
constexpr uint32_t max_concurrency = 64;
constexpr int32_t default_attempts = 5;

veza_job* to_abi(jobs::JobContext& job) { return reinterpret_cast<veza_job*>(&job); }
jobs::JobContext& from_abi(veza_job* job) { return *reinterpret_cast<jobs::JobContext*>(job); }
const jobs::JobContext& from_abi(const veza_job* job) { return *reinterpret_cast<const jobs::JobContext*>(job); }

class JobsService final : public Service {
 public:
  JobsService(PluginContext& plugin, jobs::Queue& queue) : plugin_(plugin), queue_(queue) {
    table_ = {
        .struct_size = sizeof table_,
        .reserved = 0,
        .ctx = this,
        .add_handler = &add_handler,
        .enqueue = &enqueue,
        .cancel = &cancel,
        .id = [](const veza_job* job) noexcept { return job ? abi(from_abi(job).id()) : veza_str{}; },
        .payload = [](const veza_job* job) noexcept { return job ? abi(from_abi(job).payload()) : veza_str{}; },
        .request_id = [](const veza_job* job) noexcept { return job ? abi(from_abi(job).request_id()) : veza_str{}; },
        .attempt = [](const veza_job* job) noexcept { return job ? from_abi(job).attempt() : 0; },
        .max_attempts = [](const veza_job* job) noexcept { return job ? from_abi(job).max_attempts() : 0; },
        .cancelled = &cancelled,
        .cancel_fd = &cancel_fd,
        .progress = &progress,
        .complete = &complete,
        .add_cron = &add_cron};
  }
  std::string_view id() const override { return VEZA_JOBS_V1; }
  const void* table() const override { return &table_; }

  base::Status go_live() override {
    for (auto& handler : std::exchange(waiting_, {})) {
      if (auto status = queue_.add_handler(std::move(handler)); !status) return status;
    }
    for (auto& entry : std::exchange(waiting_cron_, {})) {
      if (auto status = queue_.add_cron(std::move(entry)); !status) return status;
    }
    return {};
  }
  bool sweep(int64_t deadline_ms) override { return queue_.remove_handlers(plugin_.id(), deadline_ms); }

 private:
  static veza_status add_handler(void* ctx, veza_str kind, uint32_t concurrency, veza_job_handler handler,
                                 void* handler_self) noexcept {
    auto* self = static_cast<JobsService*>(ctx);
    if (!self) return bad_argument("jobs.add_handler", "ctx is NULL");
    return guarded(self->plugin_.calls_out, [&] {
      if (auto status = self->plugin_.check_registering("jobs.add_handler"); status < 0) return status;
      if (!readable(kind, max_name) || kind.len == 0 || !handler) {
        return bad_argument("jobs.add_handler", "no kind, or no function");
      }
      if (concurrency == 0 || concurrency > max_concurrency) {
        return bad_argument("jobs.add_handler", "the concurrency is not 1 to 64");
      }
      auto* plugin = &self->plugin_;
      self->waiting_.push_back({std::string(view(kind)), plugin->id(), concurrency,
                                [plugin, handler, handler_self](jobs::JobContext& job) -> base::Status {
                                  const Gate::Visit visit(plugin->calls_in);
                                  if (!visit) {
                                    return base::fail(base::Code::cancelled, "plugin " + plugin->id() + " is stopping");
                                  }
                                  return call_plugin([&] { return handler(handler_self, to_abi(job)); });
                                }});
      return veza_status{VEZA_OK};
    });
  }

  static veza_status enqueue(void* ctx, veza_tx* tx, const veza_job_spec* spec) noexcept {
    auto* self = static_cast<JobsService*>(ctx);
    if (!self) return bad_argument("jobs.enqueue", "ctx is NULL");
    return guarded(self->plugin_.calls_out, [&] {
      if (!tx) return bad_argument("jobs.enqueue", "tx is NULL");
      jobs::NewJob job;
      if (const auto status = read("jobs.enqueue", spec, job); status < 0) return status;
      const auto queued = self->queue_.enqueue(plugins::from_abi(tx), job);
      return queued ? veza_status{VEZA_OK} : refuse(queued.error());
    });
  }

  static veza_status add_cron(void* ctx, veza_str name, veza_str schedule, const veza_job_spec* spec) noexcept {
    auto* self = static_cast<JobsService*>(ctx);
    if (!self) return bad_argument("jobs.add_cron", "ctx is NULL");
    return guarded(self->plugin_.calls_out, [&] {
      if (auto status = self->plugin_.check_registering("jobs.add_cron"); status < 0) return status;
      if (!readable(name, max_name) || name.len == 0 || !readable(schedule, max_name)) {
        return bad_argument("jobs.add_cron", "no name, or no schedule");
      }
      jobs::CronEntry entry;
      if (const auto status = read("jobs.add_cron", spec, entry.job); status < 0) return status;
      auto when = jobs::Schedule::parse(view(schedule));
      if (!when) return refuse(when.error());
      entry.owner = self->plugin_.id();
      entry.name = entry.owner + "/" + std::string(view(name));
      entry.schedule = *when;
      for (const auto& other : self->waiting_cron_) {
        if (other.name == entry.name) return refuse(base::Code::conflict, "there is a cron entry " + entry.name);
      }
      self->waiting_cron_.push_back(std::move(entry));
      return veza_status{VEZA_OK};
    });
  }

  static veza_status read(const char* call, const veza_job_spec* spec, jobs::NewJob& job) {
    if (!spec || spec->struct_size < sizeof(veza_job_spec)) {
      return bad_argument(call, "spec is NULL, or its struct_size is not set");
    }
    if (!readable(spec->kind, max_name) || !readable(spec->unique_key, max_name) ||
        !readable(spec->request_id, max_name) || !readable(spec->payload, max_payload)) {
      return bad_argument(call, "a text is NULL, or too long");
    }
    if (spec->max_attempts < 0 || spec->delay_ms < 0) {
      return bad_argument(call, "max_attempts or delay_ms is negative");
    }
    job.kind = view(spec->kind);
    if (spec->payload.len) job.payload = view(spec->payload);
    job.unique_key = view(spec->unique_key);
    job.delay_ms = spec->delay_ms;
    job.max_attempts = spec->max_attempts == 0 ? default_attempts : spec->max_attempts;
    job.request_id = view(spec->request_id);
    return VEZA_OK;
  }

  static veza_status cancel(void* ctx, veza_tx* tx, veza_str unique_key) noexcept {
    auto* self = static_cast<JobsService*>(ctx);
    if (!self) return bad_argument("jobs.cancel", "ctx is NULL");
    return guarded(self->plugin_.calls_out, [&] {
      if (!tx || !readable(unique_key, max_name) || unique_key.len == 0) {
        return bad_argument("jobs.cancel", "tx is NULL, or there is no key");
      }
      const auto count = self->queue_.cancel(plugins::from_abi(tx), view(unique_key));
      return count ? veza_status{VEZA_OK} : refuse(count.error());
    });
  }

  static int32_t cancelled(const veza_job* job) noexcept {
    if (!job) return 0;
    switch (from_abi(job).cancelled()) {
      case jobs::Cancel::no:
        return 0;
      case jobs::Cancel::cancelled:
        return 1;
      case jobs::Cancel::shutdown:
        return 2;
    }
    return 0;
  }

  static int cancel_fd(const veza_job* job) noexcept {
    int fd = -1;
    contained([&] {
      if (!job) return bad_argument("jobs.cancel_fd", "the job is NULL");
      // The host makes the descriptor when it is first asked for.
      fd = const_cast<jobs::JobContext&>(from_abi(job)).cancel_fd();
      return veza_status{VEZA_OK};
    });
    return fd;
  }

  static void progress(veza_job* job, double fraction) noexcept {
    contained([&] {
      if (!job || !(fraction >= 0)) return bad_argument("jobs.progress", "the job is NULL, or the fraction below 0");
      from_abi(job).progress(std::min(fraction, 1.0));
      return veza_status{VEZA_OK};
    });
  }

  static veza_status complete(veza_job* job, veza_status (*body)(void* self, veza_tx* tx), void* body_self) noexcept {
    return contained([&] {
      if (!job || !body) return bad_argument("jobs.complete", "a NULL");
      return from(from_abi(job).complete(
          [&](data::Transaction& tx) { return call_plugin([&] { return body(body_self, plugins::to_abi(tx)); }); }));
    });
  }

  PluginContext& plugin_;
  jobs::Queue& queue_;
  std::vector<jobs::HandlerSpec> waiting_;  // until the plugin runs
  std::vector<jobs::CronEntry> waiting_cron_;
  veza_jobs_v1 table_{};
};

}  // namespace

std::unique_ptr<Service> make_jobs_service(PluginContext& plugin, const Services& services) {
  return std::make_unique<JobsService>(plugin, services.jobs);
}

}  // namespace veza::plugins
