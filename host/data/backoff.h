// How long to wait before the next attempt.
#pragma once
#include <cstdint>

namespace veza::data {

struct Backoff {
  int64_t first_ms = 1'000;  // after the first failure; doubles with each
  int64_t longest_ms = 600'000;
};

// The delay after the `failures`-th failure (1 …): the doubled time, of which `dice` (0…1) draws the upper half at
// random, so that what failed together is not tried again together. Never below half of first_ms, never above
// longest_ms.
int64_t retry_delay_ms(const Backoff& backoff, int32_t failures, double dice);
// With a die of its own. [any thread]
int64_t retry_delay_ms(const Backoff& backoff, int32_t failures);

}  // namespace veza::data
