// Whether Redis is lost, and who looks when it is back: the switch of the fallback store.
#pragma once
#include <atomic>
#include <condition_variable>
#include <functional>
#include <string>
#include <thread>

#include "base/error.h"
#include "base/guarded.h"
#include "base/log.h"

namespace veza::kv {

struct OutageOptions {
  std::string name;  // of what is lost, for the log: "Redis at host:6379"
  int probe_ms = 200;
  int longest_probe_ms = 5000;
};

// [any thread]
class Outage {
 public:
  // `probe` is run on a thread of this object while it is lost; success ends the outage. `changed` runs at each turn,
  // before anybody sees it, one at a time.
  Outage(OutageOptions options, base::Log log, std::function<base::Status()> probe, std::function<void()> changed);
  ~Outage();
  Outage(const Outage&) = delete;
  Outage& operator=(const Outage&) = delete;

  // Odd while lost; a call looks before it asks Redis and gives lose() what it saw, so that a call of an earlier time
  // which fails late does not declare a new outage.
  uint64_t era() const { return era_.load(std::memory_order_acquire); }
  static bool lost(uint64_t era) { return era % 2 == 1; }
  void lose(uint64_t seen, const base::Error& why);
  // Why, in a sentence; empty when it is not lost.
  std::string sentence() const;

 private:
  struct State {
    std::string why;
    std::chrono::steady_clock::time_point lost_at, back_at;
    int pause_ms = 0;
    bool stopped = false;
  };
  void run();
  void back(State& state);

  const OutageOptions options_;
  base::Log log_;
  std::function<base::Status()> probe_;
  std::function<void()> changed_;
  std::atomic<uint64_t> era_{0};
  base::Guarded<State> state_;
  std::condition_variable turned_;
  std::thread thread_;
};

}  // namespace veza::kv
