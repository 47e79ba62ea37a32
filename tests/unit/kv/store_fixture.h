// The store under test: memory with a clock the test holds; or the Redis that VEZA_TEST_REDIS_URL names, where time is
// passed by making everything older.
#pragma once
#include <boost/test/unit_test.hpp>

#include "kv/memory_store.h"
#include "redis_clock.h"

namespace veza::kv {

// What only memory can tell.
struct MemoryFixture {
  explicit MemoryFixture(size_t max_entries = 1000, size_t shards = 4)
      : store(make_memory_store({max_entries, shards, [this] { return now.load(); }})) {}
  std::atomic<int64_t> now{1'000'000};
  std::unique_ptr<MemoryStore> store;
};

// What every store promises. Times are minutes and more: in Redis a test's own running time passes as well.
struct StoreFixture {
  StoreFixture();
  void pass(int64_t ms);
  // `got` is `expected`, or in Redis at most a minute less.
  bool left(int64_t got, int64_t expected) const;

  std::atomic<int64_t> now{1'000'000};
  std::unique_ptr<RedisClock> redis;  // null: memory
  std::unique_ptr<Store> store;
};

inline constexpr int64_t minute = 60'000;

// Polls until `done` returns true; false after a minute.
template <class Done>
bool eventually(Done&& done) {
  for (int i = 0; i < 12'000; ++i) {
    if (done()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

}  // namespace veza::kv
