// One connection to Redis that is signed in: commands out, replies in. hiredis writes and reads the protocol.
#pragma once
#include <memory>
#include <string_view>
#include <vector>

#include "kv/redis_endpoint.h"
#include "kv/redis_reply.h"

struct redisReader;

namespace veza::kv {

using RedisArgs = std::vector<std::string_view>;

// One thread at a time. Errors (unavailable) are whole sentences; after one the link is of no use any more.
class RedisLink {
 public:
  // Connects, signs in and selects the database. Errors: also unauthorized.
  static base::Result<std::unique_ptr<RedisLink>> open(std::shared_ptr<const RedisEndpoint> endpoint,
                                                       Patience& patience);
  ~RedisLink();
  RedisLink(const RedisLink&) = delete;
  RedisLink& operator=(const RedisLink&) = delete;

  // An error Redis answers with is a reply, not a failure.
  base::Result<RedisReply> call(const RedisArgs& args, Patience& patience);

  // The halves, for a connection on which replies come by themselves.
  base::Status send(const RedisArgs& args, Patience& patience);
  base::Status fill(Patience& patience);  // waits for bytes
  base::Result<RedisReply> next();        // null when no reply is complete yet

  // Fit for another call: nothing failed, and the server neither spoke unasked nor closed.
  bool sound() const { return !broken_ && socket_.quiet(); }
  int fd() const { return socket_.fd(); }

 private:
  struct FreeReader {
    void operator()(redisReader* reader) const;
  };
  struct Functions;
  RedisLink(std::shared_ptr<const RedisEndpoint> endpoint, RedisSocket socket);
  base::Status sign_in(Patience& patience);
  base::Error broken(const base::Error& error);

  std::shared_ptr<const RedisEndpoint> endpoint_;
  RedisSocket socket_;
  std::unique_ptr<Functions> functions_;  // of reader_, to its end
  std::unique_ptr<redisReader, FreeReader> reader_;
  bool broken_ = false;
};

}  // namespace veza::kv
