#include "http/rate_limits.h"

#include <algorithm>
#include <chrono>
#include <cstring>

#include "base/crypto.h"
#include "base/guarded.h"
#include "http/client.h"

namespace veza::http {
namespace {

constexpr int64_t ns_per_us = 1'000;

struct Pace {
  int64_t interval_ns;   // between two tokens; 0 = no limit
  int64_t tolerance_ns;  // how far arrivals may run ahead
};

Pace pace(Rate rate) {
  if (rate.per_second <= 0) return {0, 0};
  const double interval = 1e9 / rate.per_second;
  return {std::max<int64_t>(1, static_cast<int64_t>(interval)),
          static_cast<int64_t>(interval * (std::max(1.0, rate.burst) - 1))};
}

// `arrival` is when the bucket will be full again; returns the wait in ns, and moves `arrival` when there is none.
int64_t take_one(int64_t& arrival, int64_t now, const Pace& pace) {
  const int64_t from = std::max(arrival, now);
  if (from - now > pace.tolerance_ns) return from - now - pace.tolerance_ns;
  arrival = from + pace.interval_ns;
  return 0;
}

WaitUs to_us(int64_t ns) { return (ns + ns_per_us - 1) / ns_per_us; }

}  // namespace

int64_t steady_us() {
  using namespace std::chrono;
  return duration_cast<microseconds>(steady_clock::now().time_since_epoch()).count();
}

TokenBucket::TokenBucket(Rate rate) : interval_ns_(pace(rate).interval_ns), tolerance_ns_(pace(rate).tolerance_ns) {}

WaitUs TokenBucket::take(int64_t now_us) {
  if (interval_ns_ == 0) return 0;
  int64_t seen = arrival_ns_.load(std::memory_order_relaxed);
  for (;;) {
    int64_t next = seen;
    const int64_t wait = take_one(next, now_us * ns_per_us, {interval_ns_, tolerance_ns_});
    if (wait > 0) return to_us(wait);
    if (arrival_ns_.compare_exchange_weak(seen, next, std::memory_order_relaxed)) return 0;
  }
}

struct RateLimiter::Impl {
  using Arrivals = std::unordered_map<uint64_t, int64_t>;
  struct alignas(64) Shard {
    base::Guarded<Arrivals> arrivals;
  };

  Pace pace;
  size_t max_per_shard;
  uint64_t seed = 0;  // so that nobody can choose keys that meet in one bucket
  std::array<Shard, 64> shards;

  // FNV-1a with a secret start and a final mix.
  uint64_t hash(std::string_view key) const {
    uint64_t h = seed;
    for (const char c : key) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    h = (h ^ (h >> 32)) * 0xd6e8feb86659fd93ULL;
    return h ^ (h >> 32);
  }

  static void make_room(Arrivals& arrivals, int64_t now) {
    if (std::erase_if(arrivals, [now](const auto& item) { return item.second <= now; }) > 0) return;
    arrivals.erase(std::min_element(arrivals.begin(), arrivals.end(),
                                    [](const auto& a, const auto& b) { return a.second < b.second; }));
  }
};

RateLimiter::RateLimiter(Rate rate, size_t max_keys) : impl_(std::make_unique<Impl>()) {
  impl_->pace = pace(rate);
  impl_->max_per_shard = std::max<size_t>(1, max_keys / impl_->shards.size());
  unsigned char bytes[sizeof impl_->seed];
  base::random_bytes(bytes, sizeof bytes);
  std::memcpy(&impl_->seed, bytes, sizeof bytes);
}

RateLimiter::~RateLimiter() = default;

WaitUs RateLimiter::take(std::string_view key, int64_t now_us) {
  if (impl_->pace.interval_ns == 0) return 0;
  const uint64_t hash = impl_->hash(key);
  const int64_t now = now_us * ns_per_us;
  return impl_->shards[hash >> 58].arrivals.with([&](Impl::Arrivals& arrivals) {
    auto at = arrivals.find(hash);
    if (at == arrivals.end()) {
      if (arrivals.size() >= impl_->max_per_shard) Impl::make_room(arrivals, now);
      at = arrivals.emplace(hash, INT64_MIN).first;
    }
    return to_us(take_one(at->second, now, impl_->pace));
  });
}

size_t RateLimiter::keys() const {
  size_t sum = 0;
  for (const auto& shard : impl_->shards) {
    sum += shard.arrivals.with([](const Impl::Arrivals& arrivals) { return arrivals.size(); });
  }
  return sum;
}

std::string address_key(std::string_view address) {
  if (address.find(':') == std::string_view::npos) return std::string(address);
  const auto parsed = parse_address(address);
  if (!parsed) return std::string(address);
  return std::string(reinterpret_cast<const char*>(parsed->data()), 8);
}

}  // namespace veza::http
