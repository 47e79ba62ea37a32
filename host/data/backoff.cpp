#include "data/backoff.h"

#include <algorithm>
#include <random>

namespace veza::data {

int64_t retry_delay_ms(const Backoff& backoff, int32_t failures, double dice) {
  int64_t delay = std::min(backoff.first_ms, backoff.longest_ms);
  for (int32_t i = 1; i < failures && delay < backoff.longest_ms; ++i) {
    delay = delay > backoff.longest_ms / 2 ? backoff.longest_ms : delay * 2;
  }
  const double half = static_cast<double>(delay) / 2;
  return static_cast<int64_t>(half + half * std::clamp(dice, 0.0, 1.0));
}

int64_t retry_delay_ms(const Backoff& backoff, int32_t failures) {
  thread_local std::minstd_rand random(std::random_device{}());
  return retry_delay_ms(backoff, failures, std::uniform_real_distribution<double>(0, 1)(random));
}

}  // namespace veza::data
