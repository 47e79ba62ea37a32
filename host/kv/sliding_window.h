// The sliding-window limiter's rule, over plain numbers: at most `max` units in any window of `window_ms`.
#pragma once
#include <cstdint>
#include <deque>

#include "kv/store.h"

namespace veza::kv {

// What one key has used. Exact up to 128 units a window. Above that, uses closer together than 1/128 of the window
// share one record that counts as made at its last moment: memory stays bounded, and the limit errs on the strict side
// by less than 1 % of the window.
class SlidingWindow {
 public:
  // Asks for `cost` units at `now_ms`; a refused request leaves nothing behind. A cost over `max` is never allowed.
  // Time that steps back counts as no time passed.
  Limit take(int64_t now_ms, uint32_t max, int64_t window_ms, uint32_t cost);

 private:
  struct Use {
    int64_t first_ms;
    int64_t last_ms;
    uint32_t count;
  };
  std::deque<Use> uses_;
  uint64_t total_ = 0;
};

}  // namespace veza::kv
