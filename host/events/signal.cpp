#include "events/signal.h"

#include <chrono>

namespace veza::events {

void Signal::rouse() {
  generation_.with([](uint64_t& generation) { ++generation; });
  roused_.notify_all();
}

uint64_t Signal::seen() const {
  return generation_.with([](uint64_t generation) { return generation; });
}

void Signal::wait(uint64_t seen, int64_t ms) {
  generation_.with_lock([&](uint64_t& generation, auto& lock) {
    roused_.wait_for(lock, std::chrono::milliseconds(ms), [&] { return generation != seen; });
  });
}

}  // namespace veza::events
