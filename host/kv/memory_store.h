// The key-value store of one process: sharded, bounded, least recently used out first.
#pragma once
#include <cstddef>
#include <memory>

#include "base/clock.h"
#include "kv/store.h"

namespace veza::kv {

// Milliseconds that never step back, from an arbitrary start.
int64_t steady_ms();

struct MemoryOptions {
  size_t max_entries = 200'000;  // values and limits together
  size_t shards = 16;
  base::Clock clock = steady_ms;
};

// The same store by its own type, with what only memory can tell.
class MemoryStore : public Store {
 public:
  // Drops everything expired. The store also does a little of it on every call, so nothing depends on this.
  virtual void sweep() = 0;
  // Forgets every value and every limit; locks, streams and subscriptions stay.
  virtual void clear() = 0;
  // Entries held, expired ones not yet swept included.
  virtual size_t size() const = 0;
};

std::unique_ptr<MemoryStore> make_memory_store(MemoryOptions options = {});

}  // namespace veza::kv
