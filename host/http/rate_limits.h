// The contract's limits table for requests, kept in this process: token buckets by key, in bounded memory.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace veza::http {

// `per_second` requests on average, `burst` at once. 0 per second: no limit.
struct Rate {
  double per_second = 0;
  double burst = 1;
};

struct RateLimitConfig {
  Rate signed_in{1000.0 / 60, 100};  // API, per user
  Rate guest{100.0 / 60, 20};        // API, per address
  Rate per_ip{100, 100};             // every request that is not media, per address
  Rate global{1000, 1000};           // all of them together
  static RateLimitConfig off() { return {{}, {}, {}, {}}; }
};

// Microseconds of a clock that never goes back.
using MicroClock = std::function<int64_t()>;
int64_t steady_us();

// What a request was told: 0 = go on; else the microseconds until it may come again.
using WaitUs = int64_t;

// One token bucket (the generic cell rate algorithm: its whole state is one time stamp). Any thread, without a lock.
class TokenBucket {
 public:
  explicit TokenBucket(Rate rate);
  // Takes one token; a refusal costs nothing.
  WaitUs take(int64_t now_us);

 private:
  int64_t interval_ns_;
  int64_t tolerance_ns_;
  std::atomic<int64_t> arrival_ns_{INT64_MIN};
};

// Token buckets by key. Any thread; 64 shards, so that two requests seldom meet. When a shard is full, the keys whose
// buckets are full are forgotten (nothing is lost by that), and if there are none, the one nearest to it.
class RateLimiter {
 public:
  explicit RateLimiter(Rate rate, size_t max_keys = 65'536);
  ~RateLimiter();
  // Takes one token of the key's bucket.
  WaitUs take(std::string_view key, int64_t now_us);
  size_t keys() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The key an address is limited by: an IPv4 address whole, of an IPv6 address the /64, as one customer has all of it.
std::string address_key(std::string_view address);

}  // namespace veza::http
