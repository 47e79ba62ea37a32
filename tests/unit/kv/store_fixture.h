// A memory store whose clock the test holds.
#pragma once
#include <boost/test/unit_test.hpp>

#include "kv/memory_store.h"

namespace veza::kv {

struct StoreFixture {
  explicit StoreFixture(size_t max_entries = 1000, size_t shards = 4)
      : store(make_memory_store({max_entries, shards, [this] { return now.load(); }})) {}
  std::atomic<int64_t> now{1'000'000};
  std::unique_ptr<MemoryStore> store;
};

}  // namespace veza::kv
