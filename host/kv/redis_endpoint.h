// One Redis as connections reach it: the target, its addresses as last resolved, and the TLS context.
#pragma once
#include <sys/socket.h>

#include <memory>
#include <string>
#include <vector>

#include "base/guarded.h"
#include "kv/redis_socket.h"
#include "kv/redis_url.h"

namespace veza::kv {

// [any thread]
class RedisEndpoint {
 public:
  // Reads `ca_file` when the target wants TLS; reaches for nothing yet. Errors: invalid.
  static base::Result<std::shared_ptr<const RedisEndpoint>> make(RedisTarget target, const std::string& ca_file);

  // Errors: unavailable, a whole sentence. A host's name is resolved at the first connection and again after one
  // failed, as the address may have moved; only that may wait beyond `patience` (for the resolver).
  base::Result<RedisSocket> connect(Patience& patience) const;

  const RedisTarget& target() const { return target_; }
  const std::string& name() const { return name_; }
  // "Redis at host:6379 " in front of an error.
  base::Error explain(const base::Error& error) const { return {error.code, name_ + " " + error.message}; }

 private:
  struct Address {
    sockaddr_storage bytes{};
    socklen_t size = 0;
  };
  using Addresses = std::vector<Address>;

  explicit RedisEndpoint(RedisTarget target) : target_(std::move(target)), name_(target_.describe()) {}
  base::Result<Addresses> resolve() const;
  base::Result<RedisSocket> reach(const Addresses& addresses, Patience& patience) const;

  RedisTarget target_;
  std::string name_;
  std::shared_ptr<ssl_ctx_st> tls_;
  mutable base::Guarded<Addresses> known_;
};

}  // namespace veza::kv
