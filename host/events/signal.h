// Wakes threads that sleep until something may have happened.
#pragma once
#include <condition_variable>
#include <cstdint>

#include "base/guarded.h"

namespace veza::events {

// [any thread] A rouse() between seen() and wait() is not missed.
class Signal {
 public:
  void rouse();
  // A number that grows with every rouse().
  uint64_t seen() const;
  // Until it is no longer `seen`, or the time is over.
  void wait(uint64_t seen, int64_t ms);

 private:
  base::Guarded<uint64_t> generation_;
  std::condition_variable roused_;
};

}  // namespace veza::events
