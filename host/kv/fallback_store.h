// A store in Redis that goes on in memory while Redis is lost, and returns by itself.
//
// Promised: no call waits longer than Redis's command timeout (80 ms); the first call that fails for Redis's sake makes
// all further ones go to memory at once, and is itself answered from memory. A thread asks Redis in the background, and
// when it answers again, takes writes, and knows every subscription, the store is back. One warning in the log when
// Redis is lost, one info when it is back.
//
//   values, counters   begin empty in memory with every outage and are dropped after it; those in Redis stay there
//   limits             the same: each node allows each limit anew, for the time of the outage
//   messages           reach the subscribers of this process. A message published in the very moment of the loss may
//                      come twice, or never; subscriptions made before, during or after an outage hold
//   locks, streams     unavailable: a lock in memory would be a lie to the other nodes
//
// Not promised: that other nodes see the outage at the same time, or at all.
#pragma once
#include <memory>

#include "base/log.h"
#include "kv/memory_store.h"
#include "kv/redis_store.h"

namespace veza::kv {

struct FallbackOptions {
  MemoryOptions memory = {};
  // Between looks at a lost Redis. Doubles, up to longest_probe_ms, for one that is lost again within ten seconds of
  // its return.
  int probe_ms = 200;
  int longest_probe_ms = 5000;
};

// Looks once (RedisStore::ping) and begins in memory when Redis is away. describe() names both; degraded() says that,
// since when and why Redis is lost; ping() is well either way, as the store serves. Destroying it may wait for a look
// under way.
std::unique_ptr<Store> make_fallback_store(std::unique_ptr<RedisStore> redis, base::Log log,
                                           FallbackOptions options = {});

}  // namespace veza::kv
