// Connections to Redis for commands: made when needed, kept, each used by one call at a time.
#pragma once
#include <condition_variable>
#include <memory>
#include <vector>

#include "base/guarded.h"
#include "kv/redis_link.h"

namespace veza::kv {

// [any thread]
class RedisPool {
 public:
  // At most `most` connections at once; at most `keep` of them stay open without work.
  RedisPool(std::shared_ptr<const RedisEndpoint> endpoint, size_t most, size_t keep);

  // One command and its reply, error replies included. Waits for a connection when all are busy. Nothing is tried
  // twice: when a connection breaks under a command, Redis may have run it.
  base::Result<RedisReply> call(const RedisArgs& args, Patience& patience);

 private:
  struct Links {
    std::vector<std::unique_ptr<RedisLink>> idle;
    size_t busy = 0;
  };
  // Null: there is room for a new one.
  base::Result<std::unique_ptr<RedisLink>> take(Patience& patience);
  void give_back(std::unique_ptr<RedisLink> link);

  std::shared_ptr<const RedisEndpoint> endpoint_;
  size_t most_, keep_;
  base::Guarded<Links> links_;
  std::condition_variable freed_;
};

}  // namespace veza::kv
