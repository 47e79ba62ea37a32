// The reactor's half of a WebSocket: wslay reads frames, the outbox is written, pings keep it honest.
#pragma once
#include <wslay/wslay.h>

#include <memory>
#include <string>
#include <string_view>

#include "net/reactor.h"
#include "net/strand.h"
#include "net/transport.h"
#include "net/upgrade.h"

namespace veza::net {

class Connection;

// [reactor] Lives as long as its Connection, which it may close: after flush(), receive(), close() and on_deadline()
// the caller looks at its own phase again.
class WebSocketSession {
 public:
  WebSocketSession(Connection& connection, Transport& transport, Reactor& reactor, const Peer& peer, Upgrade upgrade);
  ~WebSocketSession();

  bool wants_input() const { return !paused_; }
  // The worker pool has caught up.
  void resume_input();
  // Consumes frames; fewer bytes than given when messages wait for the worker pool.
  size_t receive(std::string_view bytes);
  void flush();
  void close(uint16_t code, std::string_view reason);
  void on_deadline();
  // Once, when the WebSocket is over, cleanly or not: tells on_close.
  void on_lost();

 private:
  static ssize_t read_bytes(wslay_event_context_ptr, uint8_t* buffer, size_t size, int, void* self);
  static ssize_t write_bytes(wslay_event_context_ptr, const uint8_t* bytes, size_t size, int, void* self);
  static void on_frame_start(wslay_event_context_ptr, const wslay_event_on_frame_recv_start_arg* frame, void* self);
  static void on_frame(wslay_event_context_ptr, const wslay_event_on_msg_recv_arg* message, void* self);

  void deliver(std::string message, bool binary);
  void refuse_frame();
  void push(Frame frame);
  void take_requests();
  void queue_control();
  bool write_frames();
  void call(std::function<void()> callback, size_t bytes = 0);

  Connection& connection_;
  Transport& transport_;
  Reactor& reactor_;
  std::shared_ptr<WebSocketHandlers> handlers_;
  WebSocketPtr socket_;
  std::shared_ptr<Strand> strand_;
  wslay_event_context_ptr wslay_ = nullptr;
  std::string_view input_;
  std::string control_;
  size_t frame_at_ = 0;  // bytes of the first queued frame that are written
  int64_t last_received_;
  uint16_t code_ = 1006;
  bool paused_ = false;
  bool closing_ = false;  // our close frame is queued
};

}  // namespace veza::net
