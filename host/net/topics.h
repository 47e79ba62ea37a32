// Topics: who listens to what, and one encoded frame for all of them.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "net/websocket.h"

namespace veza::net {

// Any thread. A socket that closed is forgotten at the next publish, or at once by remove() (call it in on_close).
class Topics {
 public:
  Topics();
  ~Topics();

  // False when the socket was subscribed already, or has `max_topics_per_socket` topics.
  bool subscribe(const WebSocketPtr& socket, const std::string& topic);
  bool unsubscribe(const WebSocketPtr& socket, const std::string& topic);
  // Every subscription of the socket.
  void remove(const WebSocketPtr& socket);

  // Encodes once and queues to every subscriber; returns how many. Never waits: a full queue disconnects its client.
  size_t publish(const std::string& topic, std::string_view text);
  size_t subscribers(const std::string& topic) const;

  static constexpr size_t max_topics_per_socket = 256;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace veza::net
