// WebSocket topics across the hosts of a site: what one publishes, the subscribers on all of them get.
//
// Messages travel over one channel of the key-value store. They are handed to a thread of its own, because a publisher
// may be an event loop and the store a network away. A message is lost when the store is, or when more than
// `queue_limit` wait: topics say that something changed, and clients ask for it again when they reconnect.
#pragma once
#include <condition_variable>
#include <deque>
#include <memory>
#include <string>
#include <thread>

#include "base/guarded.h"
#include "base/log.h"
#include "http/ws_gateway.h"
#include "kv/store.h"

namespace veza::http {

class WsRelay {
 public:
  static constexpr size_t queue_limit = 10'000;

  // `node`: this host's id, without blanks. Takes over the gateway's publishing; gateway and store outlive it.
  static base::Result<std::unique_ptr<WsRelay>> start(WsGateway& gateway, kv::Store& store, std::string node,
                                                      base::Log log);
  ~WsRelay();
  WsRelay(const WsRelay&) = delete;
  WsRelay& operator=(const WsRelay&) = delete;

 private:
  struct Queue {
    std::deque<std::string> messages;
    bool stopping = false;
  };
  WsRelay(WsGateway& gateway, kv::Store& store, std::string node, base::Log log);
  void add(std::string_view topic, std::string_view json);
  void loop();
  void receive(std::string_view message) const;

  WsGateway& gateway_;
  kv::Store& store_;
  const std::string node_;
  base::Log log_;
  base::Guarded<Queue> queue_;
  std::condition_variable arrived_;
  std::unique_ptr<kv::Subscription> subscription_;
  std::thread sender_;
};

}  // namespace veza::http
