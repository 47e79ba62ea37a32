// What is queued for one WebSocket, and how its reactor learns of it.
#pragma once
#include <deque>
#include <memory>
#include <optional>

#include "base/guarded.h"
#include "net/mailbox.h"
#include "net/websocket.h"

namespace veza::net {

class Connection;

struct WebSocket::Outbox {
  struct Close {
    uint16_t code;
    std::string reason;
  };
  struct State {
    std::deque<Frame> frames;
    size_t bytes = 0;
    bool open = true;        // false: send() refuses
    bool overflow = false;   // the client did not drain its queue
    bool scheduled = false;  // the reactor has been told and has not looked yet
    std::optional<Close> close;
  };

  std::shared_ptr<Mailbox> mailbox;
  std::weak_ptr<Connection> connection;
  Peer peer;
  std::shared_ptr<void> data;
  size_t limit_bytes = 0;
  size_t limit_messages = 0;
  uint64_t id = 0;
  base::Guarded<State> state;

  // Tells the reactor, unless it has been told already.
  void wake();
};

}  // namespace veza::net
