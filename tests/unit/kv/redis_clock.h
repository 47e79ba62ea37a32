// Lets time pass for what a test keeps in Redis, without waiting: times to live get shorter, uses of limits and pending
// messages older.
#pragma once
#include <memory>
#include <string>

#include "kv/redis_client.h"

namespace veza::kv {

class RedisClock {
 public:
  RedisClock(const std::string& url, std::string prefix);
  void pass(int64_t ms);
  size_t keys() const;  // of the prefix

 private:
  std::string prefix_;
  std::unique_ptr<RedisClient> client_;
  RedisScript shift_;
};

}  // namespace veza::kv
