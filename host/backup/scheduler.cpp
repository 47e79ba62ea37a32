#include "backup/scheduler.h"

namespace veza::backup {
namespace {

constexpr auto pause = std::chrono::seconds(30);

// Whether it is this call that starts it. The record of a new thing is made, and nothing started.
base::Result<bool> start(data::Transaction& tx, jobs::Queue& queue, const Scheduled& one, int64_t due) {
  auto made = tx.execute("INSERT INTO backup_schedule (name, last_due) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
                         {one.name, due});
  if (!made) return base::fail(made.error());
  if (*made > 0) return false;
  auto changed =
      tx.execute("UPDATE backup_schedule SET last_due = $2 WHERE name = $1 AND last_due < $2", {one.name, due});
  if (!changed) return base::fail(changed.error());
  if (*changed == 0) return false;
  auto enqueued = queue.enqueue(tx, one.job);
  if (!enqueued) return base::fail(enqueued.error());
  return enqueued->created;
}

}  // namespace

base::Result<std::vector<std::string>> start_due(data::Database& database, jobs::Queue& queue,
                                                 const std::vector<Scheduled>& all, int64_t now_ms) {
  std::vector<std::string> started;
  for (const auto& one : all) {
    const auto due = one.schedule.last_due(now_ms);
    if (!due) continue;
    // A look costs a read; the write is for when something is to do.
    const auto row = database.row("SELECT last_due FROM backup_schedule WHERE name = $1", {one.name});
    if (!row) return base::fail(row.error());
    if (*row && (**row)[0].integer() >= *due) continue;
    bool ours = false;
    auto done = database.write([&](data::Transaction& tx) -> base::Status {
      auto begun = start(tx, queue, one, *due);
      if (!begun) return base::fail(begun.error());
      ours = *begun;
      return {};
    });
    if (!done) return base::fail(done.error());
    if (ours) started.push_back(one.name);
  }
  return started;
}

Scheduler::Scheduler(data::Database& database, jobs::Queue& queue, std::vector<Scheduled> all, base::Log log,
                     base::Clock clock)
    : database_(database),
      queue_(queue),
      all_(std::move(all)),
      log_(std::move(log)),
      clock_(std::move(clock)),
      thread_([this] { loop(); }) {}

Scheduler::~Scheduler() {
  stopping_.with([](bool& stopping) { stopping = true; });
  wake_.notify_all();
  thread_.join();
}

void Scheduler::loop() {
  for (;;) {
    const auto started = start_due(database_, queue_, all_, clock_());
    if (!started) {
      log_.warn("What is due could not be started; it is tried again in half a minute",
                {{"error", started.error().message}});
    } else {
      for (const auto& name : *started) log_.info("It is time", {{"what", name}});
    }
    const bool stop =
        stopping_.with_lock([&](bool& done, auto& lock) { return wake_.wait_for(lock, pause, [&] { return done; }); });
    if (stop) return;
  }
}

}  // namespace veza::backup
