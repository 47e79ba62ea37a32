// What a handshake leaves for the connection that becomes a WebSocket.
#pragma once
#include <memory>

#include "net/websocket.h"

namespace veza::net {

struct Upgrade {
  WebSocketHandlers handlers;
  std::shared_ptr<void> data;
};

}  // namespace veza::net
