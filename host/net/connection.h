// One client: reads heads and bodies, hands requests on, writes responses. All on its reactor's thread.
#pragma once
#include <memory>
#include <string>

#include "net/event_target.h"
#include "net/exchange.h"
#include "net/reactor.h"
#include "net/timer_wheel.h"
#include "net/transport.h"

namespace veza::net {

class WebSocketSession;

// Between requests it owns no buffer: that is what lets ten thousand idle ones cost little.
// WebSocket close code "Service Restart" (IANA registry; RFC 6455 has none for it): the client should connect again.
inline constexpr uint16_t restarting = 1012;

class Connection final : public EventTarget, public TimerWheel::Node, public std::enable_shared_from_this<Connection> {
 public:
  Connection(Reactor& reactor, std::unique_ptr<Transport> transport, Peer peer, bool tls);
  ~Connection() override;

  void start();
  void on_event(uint32_t events) override;
  void on_deadline();
  // Its turn again, after it had written enough for one round.
  void resume();
  // The server is shutting down: close now if nothing is under way, else after this response.
  void drain();
  void close();

  // A worker's result.
  void respond(Outgoing outgoing);
  void pulled(base::Result<std::string> piece);
  // The WebSocket has frames queued.
  void websocket_ready();
  // The worker pool has caught up with the WebSocket's messages.
  void websocket_room();
  // The closing handshake is over.
  void websocket_ended();

  size_t index = 0;  // in the reactor's list

 private:
  enum class Phase : uint8_t { head, body, working, writing, lingering, websocket, closed };

  // Runs an entry point: what it throws (memory has run out, a hook misbehaves) costs this connection, not the server.
  template <class F>
  void contain(F entry);
  void take_event(uint32_t events);
  void take_deadline();

  // connection_read.cpp
  void pump();
  bool wants_input() const;
  bool read_more();
  size_t consume(std::string_view bytes);
  size_t take_head(std::string_view bytes);
  size_t take_body(std::string_view bytes);
  bool store_body(std::string_view bytes);
  void end_body();

  // connection_exchange.cpp
  void begin(const Head& head);
  bool admit(const Head& head);
  void begin_body(const Head& head);
  void send_continue();
  void dispatch();
  void hand_over_part();
  void refuse(int status, std::string_view reason);
  void answer(Response response);
  void record(bool complete);

  // connection_write.cpp
  Outgoing refusal_of(const Outgoing& refused);
  void start_writing(Outgoing outgoing);
  void take_piece(base::Result<std::string> piece);
  void flush();
  void pull_next();
  void finish();
  void linger();

  void set_deadline(int64_t after);
  void body_deadline();

  Reactor& reactor_;
  std::unique_ptr<Transport> transport_;
  std::unique_ptr<Exchange> exchange_;
  std::unique_ptr<WebSocketSession> session_;
  std::string in_;  // read but not yet consumed
  Peer peer_;
  Phase phase_ = Phase::head;
  bool tls_;
  bool readable_ = false;
  bool peer_ended_ = false;    // its FIN is behind what is left to read
  bool fresh_ = false;         // in_ has not been looked at in this phase
  bool head_started_ = false;  // part of a head has come
};

}  // namespace veza::net
