#include "policy/budget.h"

#include <ctime>

namespace veza::policy {
namespace {

int64_t now_ns(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

void Budget::start(int64_t microseconds) {
  running_ = true;
  expired_ = false;
  wall_until_ns_ = now_ns(CLOCK_MONOTONIC) + microseconds * 1000;
  cpu_until_ns_ = now_ns(CLOCK_THREAD_CPUTIME_ID) + microseconds * 1000;
}

void Budget::stop() { running_ = expired_ = false; }

bool Budget::expired() {
  if (!running_ || expired_) return expired_;
  const int64_t wall = now_ns(CLOCK_MONOTONIC);
  if (wall < wall_until_ns_) return false;
  const int64_t left = cpu_until_ns_ - now_ns(CLOCK_THREAD_CPUTIME_ID);
  if (left <= 0) return expired_ = true;
  wall_until_ns_ = wall + left;
  return false;
}

}  // namespace veza::policy
