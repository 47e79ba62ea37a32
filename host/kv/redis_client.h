// Commands and scripts to one Redis, with error replies turned into errors.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "kv/redis_pool.h"
#include "kv/redis_scripts.h"

namespace veza::kv {

// [any thread]
class RedisClient {
 public:
  RedisClient(std::shared_ptr<const RedisEndpoint> endpoint, size_t connections, int64_t command_timeout_ms);

  // Errors: unavailable; what redis_error() makes of an error reply.
  base::Result<RedisReply> run(const RedisArgs& args) const;
  base::Result<RedisReply> run(const RedisArgs& args, Patience& patience) const;
  // A command that waits in Redis for up to `block_ms`, on connections apart from the others.
  base::Result<RedisReply> run_blocking(const RedisArgs& args, int64_t block_ms) const;
  base::Result<RedisReply> eval(const RedisScript& script, const std::vector<std::string>& keys,
                                const std::vector<std::string>& args) const;
  base::Result<RedisReply> eval(const RedisScript& script, const std::vector<std::string>& keys,
                                const std::vector<std::string>& args, Patience& patience) const;

  // An answer of another shape than Redis gives.
  tl::unexpected<base::Error> odd() const;
  const RedisEndpoint& endpoint() const { return *endpoint_; }

 private:
  base::Result<RedisReply> checked(base::Result<RedisReply> reply) const;

  std::shared_ptr<const RedisEndpoint> endpoint_;
  int64_t command_timeout_ms_;
  mutable RedisPool pool_;
  mutable RedisPool blocking_;
};

}  // namespace veza::kv
