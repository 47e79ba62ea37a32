#include "observe/health.h"

#include <condition_variable>
#include <thread>

#include "base/guarded.h"

namespace veza::observe {
namespace {

using Steady = std::chrono::steady_clock;

// A check and what it said last.
struct Watched {
  HealthCheck check;
  Health last;
  int64_t asked_at = 0;    // epoch ms at which `last` was learnt; 0 = never
  int64_t open_until = 0;  // the breaker is open before this
  int failures = 0;        // in a row
  bool running = false;    // a thread is inside check.run
  bool overdue = false;    // … for longer than its timeout, and that has been counted
  bool removed = false;
};
using WatchedPtr = std::shared_ptr<Watched>;

void learn(Watched& watched, Health health, int64_t now) {
  watched.last = std::move(health);
  watched.asked_at = now;
  if (watched.last.state != HealthState::down) {
    watched.failures = 0;
    watched.open_until = 0;
    return;
  }
  if (++watched.failures >= watched.check.failures_to_open) watched.open_until = now + watched.check.open_ms;
}

Health run_contained(const HealthCheck& check) {
  try {
    return check.run();
  } catch (const std::exception& fault) {
    return Health::down(std::string("the check failed: ") + fault.what());
  } catch (...) {
    return Health::down("the check failed for an unknown reason");
  }
}

std::string seconds(int64_t ms) {
  return ms % 1000 == 0 ? std::to_string(ms / 1000) + " s" : std::to_string(ms) + " ms";
}

base::Json to_json(const Watched& watched, int64_t now) {
  base::Json part{{"state", name(watched.last.state)},
                  {"message", watched.last.sentence},
                  {"checked_at", base::rfc3339(watched.asked_at)},
                  {"breaker", now < watched.open_until ? "open" : "closed"}};
  if (!watched.last.details.empty()) part["details"] = watched.last.details;
  if (watched.check.owner != "host") part["owner"] = watched.check.owner;
  return part;
}

}  // namespace

std::string_view name(HealthState state) {
  switch (state) {
    case HealthState::ok:
      return "ok";
    case HealthState::degraded:
      return "degraded";
    case HealthState::down:
      break;
  }
  return "down";
}

struct HealthChecks::Impl : std::enable_shared_from_this<HealthChecks::Impl> {
  explicit Impl(base::Clock with) : clock(std::move(with)) {}

  base::Clock clock;
  base::Guarded<std::map<std::string, WatchedPtr>> checks;
  std::vector<WatchedPtr> leaving;   // with the lock of `checks`: removed while they ran
  std::condition_variable finished;  // with the lock of `checks`: a running check ended

  bool due(const Watched& watched, int64_t now) const {
    if (watched.running) return false;
    // The clock was set back: what was learnt then says nothing of now.
    if (now < watched.asked_at) return true;
    if (now < watched.open_until) return false;
    return watched.asked_at == 0 || now - watched.asked_at >= watched.check.fresh_ms;
  }

  // The thread is let go: a check that hangs must hold up neither the report nor the end of the process.
  void launch(const WatchedPtr& watched) {
    watched->running = true;
    watched->overdue = false;
    std::thread([self = shared_from_this(), watched] {
      Health health = run_contained(watched->check);
      self->checks.with([&](auto&) {
        watched->running = false;
        watched->overdue = false;
        learn(*watched, std::move(health), self->clock());
      });
      self->finished.notify_all();
    }).detach();
  }

  HealthReport report(bool only_needed) {
    return checks.with_lock([&](auto& all, std::unique_lock<std::mutex>& lock) {
      std::vector<WatchedPtr> asked;
      for (auto& [key, watched] : all) {
        if (only_needed && !watched->check.needed) continue;
        asked.push_back(watched);
        if (due(*watched, clock())) launch(watched);
      }
      wait_for(asked, lock);
      HealthReport report;
      const int64_t now = clock();
      for (const auto& watched : asked) {
        if (watched->removed) continue;
        report.state = std::max(report.state, watched->last.state);
        report.parts[watched->check.name] = to_json(*watched, now);
      }
      return report;
    });
  }

  void wait_for(const std::vector<WatchedPtr>& asked, std::unique_lock<std::mutex>& lock) {
    const auto start = Steady::now();
    for (const auto& watched : asked) {
      if (watched->overdue) continue;
      const auto until = start + std::chrono::milliseconds(watched->check.timeout_ms);
      if (finished.wait_until(lock, until, [&] { return !watched->running || watched->overdue; })) continue;
      watched->overdue = true;
      learn(*watched, Health::down("did not answer within " + seconds(watched->check.timeout_ms)), clock());
    }
  }
};

HealthChecks::HealthChecks(base::Clock clock) : impl_(std::make_shared<Impl>(std::move(clock))) {}
HealthChecks::~HealthChecks() = default;

base::Status HealthChecks::add(HealthCheck check) {
  return impl_->checks.with([&](auto& all) -> base::Status {
    if (const auto other = all.find(check.name); other != all.end()) {
      return base::fail(base::Code::conflict, "the health check \"" + check.name + "\" belongs to " +
                                                  other->second->check.owner + " already");
    }
    const std::string key = check.name;
    all[key] = std::make_shared<Watched>();
    all[key]->check = std::move(check);
    return {};
  });
}

bool HealthChecks::remove_owner(std::string_view owner, int64_t deadline_ms) {
  return impl_->checks.with_lock([&](auto& all, std::unique_lock<std::mutex>& lock) {
    std::erase_if(all, [&](auto& item) {
      if (item.second->check.owner != owner) return false;
      item.second->removed = true;
      impl_->leaving.push_back(item.second);
      return true;
    });
    // Also those an earlier call gave up waiting for.
    return impl_->finished.wait_for(lock, std::chrono::milliseconds(deadline_ms), [&] {
      std::erase_if(impl_->leaving, [](const WatchedPtr& watched) { return !watched->running; });
      return std::none_of(impl_->leaving.begin(), impl_->leaving.end(),
                          [&](const WatchedPtr& watched) { return watched->check.owner == owner; });
    });
  });
}

HealthReport HealthChecks::deep() { return impl_->report(false); }
HealthReport HealthChecks::ready() { return impl_->report(true); }

}  // namespace veza::observe
