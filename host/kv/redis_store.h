// The key-value store in Redis 7, shared by every node of a site.
//
// Values, counters, limits and locks are keys under `prefix`; messages are PUBLISH; streams are Redis Streams. Each
// call is one command, or one Lua script (redis_scripts.h), over pooled connections; a call that finds all of them busy
// waits for one. Limits and locks go by Redis's clock. Nothing is sent twice: when a connection breaks under a call,
// the call fails, and Redis may have run it or not.
//
// Redis should not evict what locks and streams need: maxmemory-policy noeviction or volatile-*. After a failover to a
// replica that lags, a lock may be held twice; that is what its token is for.
#pragma once
#include <memory>
#include <string>

#include "kv/store.h"

namespace veza::kv {

struct RedisOptions {
  std::string url;               // redis_url.h
  std::string prefix = "veza:";  // of every key and channel; sites that share a database differ in it
  size_t connections = 8;        // for commands; subscriptions have one more, and each waiting stream reader too
  // For ping() and the connection of subscriptions.
  int connect_timeout_ms = 1000;
  // For a whole call, a new connection included, until Redis begins to answer. A value of megabytes may take up to ten
  // times as long while its bytes move. The fall back to memory within 100 ms (fallback_store.h) lives by it.
  int command_timeout_ms = 80;
  std::string ca_file;  // PEM; for rediss://, empty: the system's certificates
};

// [any thread] Subscribers are called on one thread of the store.
class RedisStore : public Store {
 public:
  // Also writes, so that a read-only or full Redis is not taken for a sound one, and waits until every subscription is
  // back. Takes up to twice connect_timeout_ms.
  base::Status ping() override = 0;
  // To the subscribers of this process only, past Redis.
  virtual void publish_here(std::string_view channel, std::string_view message) = 0;
};

// Does not connect yet, so that a site starts while its Redis is away; ping() tells how things are. subscribe()
// succeeds at any time; what is published while Redis is away is lost. Errors (invalid): the URL, the file of
// certificates, a prefix over 64 bytes.
base::Result<std::unique_ptr<RedisStore>> open_redis(const RedisOptions& options);

}  // namespace veza::kv
