// Publish and subscribe over Redis: one connection for all subscriptions of a store, with a thread of its own.
//
// The connection is made at the first subscription, and made again for as long as there are any: after a loss at once,
// then with pauses of up to a second. It is asked for a sign of life when nothing came for five seconds. Messages
// published while it is away are lost.
#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>

#include "kv/channels.h"
#include "kv/redis_link.h"

namespace veza::kv {

// [any thread]
class RedisSubscriber {
 public:
  // Channels are named `prefix` + channel in Redis.
  RedisSubscriber(std::shared_ptr<const RedisEndpoint> endpoint, std::string prefix, int64_t connect_timeout_ms);
  ~RedisSubscriber();
  RedisSubscriber(const RedisSubscriber&) = delete;
  RedisSubscriber& operator=(const RedisSubscriber&) = delete;

  // Waits up to `wait_ms` for Redis to know, unless it is away or this is the thread that delivers; the subscription
  // holds either way. It may outlive this object.
  std::unique_ptr<Subscription> subscribe(std::string_view channel, Store::Receiver receiver, int64_t wait_ms);
  // To the subscribers here, past Redis; on this thread.
  void publish_here(std::string_view channel, std::string_view message) const;
  // Whether Redis knows every subscription; waits up to `wait_ms` for it.
  bool ready(int64_t wait_ms) const;

 private:
  struct Shared;
  class Handle;
  // What Redis was told on the present connection.
  struct Told {
    std::set<std::string> channels;
    std::map<std::string, int> awaited;  // SUBSCRIBEs sent and not confirmed yet
  };
  void run();
  // Until the connection fails or the store ends; whether Redis answered on it.
  bool serve(RedisLink& link);
  bool announce(RedisLink& link, Told& told);
  bool take_replies(RedisLink& link, Told& told, bool& answered);

  std::shared_ptr<const RedisEndpoint> endpoint_;
  std::string prefix_;
  int64_t connect_timeout_ms_;
  std::shared_ptr<Shared> shared_;
  base::Fd stop_;
  std::thread thread_;
};

}  // namespace veza::kv
