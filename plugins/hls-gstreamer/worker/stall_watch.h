// Notices when nothing moves any more.
#pragma once
#include <chrono>
#include <cstdint>

namespace veza::transcode {

class StallWatch {
 public:
  using Clock = std::chrono::steady_clock;
  explicit StallWatch(Clock::duration patience, Clock::time_point now = Clock::now())
      : patience_(patience), since_(now) {}

  // True when `counter` has had the same value for longer than the patience.
  bool stalled(std::uint64_t counter, Clock::time_point now = Clock::now()) {
    if (counter != counter_) {
      counter_ = counter;
      since_ = now;
    }
    return now - since_ > patience_;
  }

 private:
  Clock::duration patience_;
  Clock::time_point since_;
  std::uint64_t counter_ = 0;
};

}  // namespace veza::transcode
