#include "jobs/queue.h"

#include "base/json.h"
#include "jobs/runner.h"

namespace veza::jobs {
namespace {

using base::Code;

constexpr size_t longest_payload = 1U << 20;
constexpr int64_t pruned_at_once = 1'000;

base::Status check(const NewJob& job) {
  if (job.kind.empty() || job.kind.size() > 200) return base::fail(Code::invalid, "a job's kind is 1 to 200 bytes");
  const std::string what = "the job " + job.kind;
  if (job.max_attempts < 1 || job.max_attempts > 1'000) {
    return base::fail(Code::invalid, what + " must have 1 to 1000 attempts");
  }
  // Ten years: beyond it is a mistaken unit.
  if (job.delay_ms < 0 || job.delay_ms > 315'360'000'000) {
    return base::fail(Code::invalid, what + " has a delay below 0 or over ten years");
  }
  if (job.unique_key.size() > 512) return base::fail(Code::invalid, what + " has a unique key over 512 bytes");
  if (job.payload.size() > longest_payload) {
    return base::fail(Code::too_large, what + " has a payload over 1 MiB; store it as a blob and pass its key");
  }
  if (auto payload = base::parse_json(job.payload); !payload) {
    return base::fail_while("reading the payload of " + what, payload.error());
  }
  return {};
}

}  // namespace

class Queue::Impl {
 public:
  Impl(data::Database& db, QueueOptions options, base::Log log)
      : database(db), clock(options.clock), runner(std::make_shared<Runner>(db, std::move(options), std::move(log))) {}

  base::Result<int64_t> cancelled(data::Transaction& tx, base::Result<std::vector<std::string>> ids) const {
    if (!ids) return base::fail(ids.error());
    const auto count = static_cast<int64_t>(ids->size());
    if (count > 0) {
      tx.on_commit([weak = std::weak_ptr(runner), told = std::move(*ids)] {
        if (const auto alive = weak.lock()) alive->tell_cancelled(told);
      });
    }
    return count;
  }

  data::Database& database;
  base::Clock clock;
  std::shared_ptr<Runner> runner;
};

Queue::Queue(data::Database& database, QueueOptions options, base::Log log)
    : impl_(std::make_shared<Impl>(database, std::move(options), std::move(log))) {}

Queue::~Queue() { stop(0); }

base::Result<Enqueued> Queue::enqueue(data::Transaction& tx, const NewJob& job) {
  if (auto status = check(job); !status) return base::fail(status.error());
  auto enqueued = table::insert(tx, job, impl_->clock());
  if (!enqueued) return base::fail_while("enqueueing the job " + job.kind, enqueued.error());
  if (enqueued->created) {
    tx.on_commit([weak = std::weak_ptr(impl_->runner)] {
      if (const auto runner = weak.lock()) runner->wake();
    });
  }
  return enqueued;
}

base::Result<int64_t> Queue::cancel(data::Transaction& tx, std::string_view unique_key) {
  if (unique_key.empty()) return 0;
  return impl_->cancelled(tx, table::cancel_key(tx, unique_key, impl_->clock()));
}

base::Result<int64_t> Queue::cancel_id(data::Transaction& tx, std::string_view id) {
  return impl_->cancelled(tx, table::cancel_id(tx, id, impl_->clock()));
}

base::Status Queue::add_cron(CronEntry entry) {
  if (entry.name.empty() || entry.name.size() > 300) return base::fail(Code::invalid, "a cron entry has no name");
  if (auto status = check(entry.job); !status) return base::fail_while("adding " + entry.name, status.error());
  return impl_->runner->add_cron(std::move(entry));
}

base::Status Queue::add_handler(HandlerSpec spec) { return impl_->runner->add(std::move(spec)); }
bool Queue::remove_handlers(std::string_view owner, int64_t wait_ms) { return impl_->runner->remove(owner, wait_ms); }
base::Status Queue::start() { return impl_->runner->start(); }
bool Queue::stop(int64_t wait_ms) { return impl_->runner->stop(wait_ms); }
void Queue::wake() { impl_->runner->wake(); }

base::Result<std::optional<JobInfo>> Queue::find(std::string_view id) { return table::find(impl_->database, id); }
base::Result<std::vector<JobCount>> Queue::counts() { return table::counts(impl_->database); }

base::Result<int64_t> Queue::prune(int64_t before_ms) {
  int64_t total = 0;
  for (;;) {
    int64_t pruned = 0;
    auto status = impl_->database.write([&](data::Transaction& tx) -> base::Status {
      auto deleted = table::prune(tx, before_ms, pruned_at_once);
      if (!deleted) return base::fail(deleted.error());
      pruned = *deleted;
      return {};
    });
    if (!status) return base::fail_while("pruning finished jobs", status.error());
    total += pruned;
    if (pruned < pruned_at_once) return total;
  }
}

}  // namespace veza::jobs
