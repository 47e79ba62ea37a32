// A script's time. The wall clock is looked at, because that is cheap; when it says that time is up, the thread's
// processor time is asked whether it really was used, so that a busy machine makes no script fail.
#pragma once
#include <cstdint>

namespace veza::policy {

// One thread.
class Budget {
 public:
  void start(int64_t microseconds);
  void stop();
  bool running() const { return running_; }
  // Whether the time is used up; stays true until start or stop.
  bool expired();

 private:
  bool running_ = false;
  bool expired_ = false;
  int64_t wall_until_ns_ = 0;
  int64_t cpu_until_ns_ = 0;
};

}  // namespace veza::policy
