// WebSockets (RFC 6455, without extensions). A handler answers a GET with upgrade(request, …); from then on the
// connection lives in its reactor, and callbacks run on the worker pool, one at a time and in order per connection.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "net/message.h"
#include "net/response.h"

namespace veza::net {

class WebSocket;
using WebSocketPtr = std::shared_ptr<WebSocket>;

// A whole, encoded, unmasked frame. Shared: a broadcast queues the same bytes to everybody.
using Frame = std::shared_ptr<const std::string>;
Frame text_frame(std::string_view utf8);
Frame binary_frame(std::string_view bytes);

struct WebSocketHandlers {
  // All optional; [worker], never two at once for one socket. An exception closes the socket with 1011.
  std::function<void(const WebSocketPtr&)> on_open;
  // A whole message; text is valid UTF-8. While 64 messages or 1 MiB wait for their turn the socket is not read.
  std::function<void(const WebSocketPtr&, std::string_view message, bool binary)> on_message;
  // Once, last. The code is the client's, or 1006 (connection lost), 1001 (server draining), 1008 (did not drain its
  // queue), 1009 (message too big), 1002/1007 (protocol or UTF-8 fault).
  std::function<void(const WebSocketPtr&, uint16_t code)> on_close;
};

struct UpgradeOptions {
  std::string protocol;  // a Sec-WebSocket-Protocol to answer when the client offers it; empty = none
  // Whether a browser page of this Origin may connect; unset: the Origin's host[:port] must equal the Host field.
  // Not asked when the request has no Origin field (it is not from a browser).
  std::function<bool(std::string_view origin)> origin_allowed;
  std::shared_ptr<void> data;  // becomes WebSocket::data()
};

// The answer to a handshake: 101 with the upgrade inside, or 400, 403 (origin), 405, 426 (version).
Response upgrade(const Request& request, WebSocketHandlers handlers, UpgradeOptions options = {});

// One open socket. Every function: any thread, never blocks.
class WebSocket {
 public:
  struct Outbox;  // the server's side (outbox.h)
  explicit WebSocket(std::unique_ptr<Outbox> outbox);
  ~WebSocket();

  // Queues a frame. False when the socket is closed, or when its queue is full: then it is being disconnected.
  bool send(Frame frame);
  bool send_text(std::string_view utf8) { return send(text_frame(utf8)); }
  // Starts the closing handshake after what is queued. `reason` at most 123 bytes of UTF-8.
  void close(uint16_t code = 1000, std::string_view reason = {});

  bool is_open() const;
  const Peer& peer() const;
  const std::shared_ptr<void>& data() const;
  uint64_t id() const;  // unique in this process

  Outbox& outbox() { return *outbox_; }

 private:
  std::unique_ptr<Outbox> outbox_;
};

}  // namespace veza::net
