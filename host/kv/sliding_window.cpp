#include "kv/sliding_window.h"

#include <algorithm>

namespace veza::kv {

Limit SlidingWindow::take(int64_t now_ms, uint32_t max, int64_t window_ms, uint32_t cost) {
  if (!uses_.empty()) now_ms = std::max(now_ms, uses_.back().last_ms);
  while (!uses_.empty() && uses_.front().last_ms <= now_ms - window_ms) {
    total_ -= uses_.front().count;
    uses_.pop_front();
  }
  if (total_ + cost > max) {
    Limit refused{false, total_ < max ? static_cast<uint32_t>(max - total_) : 0, window_ms};
    uint64_t left = total_;
    for (const Use& use : uses_) {
      left -= use.count;
      if (left + cost > max) continue;
      refused.retry_after_ms = use.last_ms + window_ms - now_ms;
      break;
    }
    return refused;
  }
  if (cost > 0) {
    const bool share = max > 128 && !uses_.empty() && now_ms - uses_.back().first_ms < window_ms / 128;
    if (share) {
      uses_.back().last_ms = now_ms;
      uses_.back().count += cost;
    } else {
      uses_.push_back({now_ms, now_ms, cost});
    }
    total_ += cost;
  }
  return {true, static_cast<uint32_t>(max - total_), 0};
}

}  // namespace veza::kv
