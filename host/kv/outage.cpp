#include "kv/outage.h"

#include <chrono>

namespace veza::kv {
namespace {

using std::chrono::steady_clock;

// Lost again within this: the pause before the next look doubles, so that a Redis that comes and goes does not fill the
// log.
constexpr std::chrono::seconds settled{10};

int64_t ms_since(steady_clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - start).count();
}

}  // namespace

Outage::Outage(OutageOptions options, base::Log log, std::function<base::Status()> probe, std::function<void()> changed)
    : options_(std::move(options)),
      log_(std::move(log)),
      probe_(std::move(probe)),
      changed_(std::move(changed)),
      thread_([this] { run(); }) {}

Outage::~Outage() {
  state_.with([](State& state) { state.stopped = true; });
  turned_.notify_all();
  thread_.join();
}

void Outage::lose(uint64_t seen, const base::Error& why) {
  state_.with([&](State& state) {
    if (era() != seen || lost(seen)) return;
    changed_();
    const bool again = state.pause_ms > 0 && steady_clock::now() - state.back_at < settled;
    state.pause_ms = again ? std::min(state.pause_ms * 2, options_.longest_probe_ms) : options_.probe_ms;
    state.why = why.message;
    state.lost_at = steady_clock::now();
    era_.store(seen + 1, std::memory_order_release);
    log_.warn(options_.name + " is lost; limits, presence and messages go on in this process",
              {{"reason", why.message}});
  });
  turned_.notify_all();
}

void Outage::back(State& state) {
  changed_();
  state.back_at = steady_clock::now();
  era_.store(era() + 1, std::memory_order_release);
  log_.info(options_.name + " is back", {{"lost_ms", ms_since(state.lost_at)}});
}

std::string Outage::sentence() const {
  return state_.with([&](const State& state) -> std::string {
    if (!lost(era())) return {};
    return options_.name + " is lost since " + std::to_string(ms_since(state.lost_at) / 1000) +
           " s; limits, presence and messages go on in this process. " + state.why + ".";
  });
}

void Outage::run() {
  state_.with_lock([&](State& state, std::unique_lock<std::mutex>& lock) {
    for (;;) {
      turned_.wait(lock, [&] { return state.stopped || lost(era()); });
      turned_.wait_for(lock, std::chrono::milliseconds(state.pause_ms), [&] { return state.stopped; });
      if (state.stopped) return;
      lock.unlock();
      const auto status = probe_();
      lock.lock();
      if (state.stopped) return;
      if (status)
        back(state);
      else
        state.why = status.error().message;
    }
  });
}

}  // namespace veza::kv
