#include "net/websocket_session.h"

#include <array>
#include <exception>

#include "net/connection.h"
#include "net/frame.h"
#include "net/outbox.h"

namespace veza::net {

namespace {

constexpr size_t frames_per_write = 64;

}  // namespace

WebSocketSession::WebSocketSession(Connection& connection, Transport& transport, Reactor& reactor, const Peer& peer,
                                   Upgrade upgrade)
    : connection_(connection),
      transport_(transport),
      reactor_(reactor),
      handlers_(std::make_shared<WebSocketHandlers>(std::move(upgrade.handlers))),
      last_received_(reactor.now()) {
  Core& core = reactor.core();
  auto outbox = std::make_unique<WebSocket::Outbox>();
  outbox->mailbox = reactor.mailbox();
  outbox->connection = connection.weak_from_this();
  outbox->peer = peer;
  outbox->data = std::move(upgrade.data);
  outbox->limit_bytes = core.config.limits.websocket_queue_bytes;
  outbox->limit_messages = core.config.limits.websocket_queue_messages;
  outbox->id = core.next_socket_id.fetch_add(1);
  socket_ = std::make_shared<WebSocket>(std::move(outbox));
  strand_ = std::make_shared<Strand>(core.pool, [mailbox = reactor.mailbox(), target = connection.weak_from_this()] {
    mailbox->post(make_task([target] {
      if (const auto live = target.lock()) live->websocket_room();
    }));
  });
  const wslay_event_callbacks callbacks = {&read_bytes, &write_bytes, nullptr,  &on_frame_start,
                                           nullptr,     nullptr,      &on_frame};
  if (wslay_event_context_server_init(&wslay_, &callbacks, this) != 0) throw std::bad_alloc();
  wslay_event_config_set_max_recv_msg_length(wslay_, core.config.limits.websocket_message_bytes);
  core.websockets.fetch_add(1);
  reactor.wheel().set(connection, reactor.now() + core.config.deadlines.websocket_ping);
  if (handlers_->on_open) {
    call([handlers = handlers_, socket = socket_] { handlers->on_open(socket); });
  }
}

WebSocketSession::~WebSocketSession() { wslay_event_context_free(wslay_); }

ssize_t WebSocketSession::read_bytes(wslay_event_context_ptr context, uint8_t* buffer, size_t size, int, void* self) {
  auto& session = *static_cast<WebSocketSession*>(self);
  if (session.paused_ || session.input_.empty()) {
    wslay_event_set_error(context, WSLAY_ERR_WOULDBLOCK);
    return -1;
  }
  const size_t count = session.input_.copy(reinterpret_cast<char*>(buffer), size);
  session.input_.remove_prefix(count);
  return static_cast<ssize_t>(count);
}

ssize_t WebSocketSession::write_bytes(wslay_event_context_ptr, const uint8_t* bytes, size_t size, int, void* self) {
  static_cast<WebSocketSession*>(self)->control_.append(reinterpret_cast<const char*>(bytes), size);
  return static_cast<ssize_t>(size);
}

void WebSocketSession::on_frame_start(wslay_event_context_ptr context, const wslay_event_on_frame_recv_start_arg* frame,
                                      void*) {
  // wslay lets this one pass, and would answer it as if it were in order (RFC 6455 section 5.5.1).
  if (frame->opcode != WSLAY_CONNECTION_CLOSE || frame->payload_length != 1) return;
  wslay_event_queue_close(context, WSLAY_CODE_PROTOCOL_ERROR, nullptr, 0);
}

void WebSocketSession::on_frame(wslay_event_context_ptr, const wslay_event_on_msg_recv_arg* message, void* self) {
  auto& session = *static_cast<WebSocketSession*>(self);
  if (message->opcode != WSLAY_TEXT_FRAME && message->opcode != WSLAY_BINARY_FRAME) return;
  // A pong to a ping that came earlier must not wait behind the answer to this message.
  session.queue_control();
  session.deliver(std::string(reinterpret_cast<const char*>(message->msg), message->msg_length),
                  message->opcode == WSLAY_BINARY_FRAME);
}

void WebSocketSession::call(std::function<void()> callback, size_t bytes) {
  Core& core = reactor_.core();
  const bool room = strand_->post(make_task([callback = std::move(callback), socket = socket_, &core] {
                                    try {
                                      callback();
                                    } catch (const std::exception& error) {
                                      core.fault("a WebSocket callback threw: " + std::string(error.what()));
                                      socket->close(1011, "The server failed.");
                                    }
                                  }),
                                  bytes);
  if (!room) paused_ = true;
}

void WebSocketSession::deliver(std::string message, bool binary) {
  if (!handlers_->on_message) return;
  const size_t bytes = message.size();
  call([handlers = handlers_, socket = socket_, message = std::move(message),
        binary] { handlers->on_message(socket, message, binary); },
       bytes);
}

size_t WebSocketSession::receive(std::string_view bytes) {
  last_received_ = reactor_.now();
  // After the closing handshake has begun on the client's side nothing more is read; see RFC 6455 section 1.4.
  if (!wslay_event_get_read_enabled(wslay_)) return bytes.size();
  input_ = bytes;
  const bool broken = wslay_event_recv(wslay_) != 0;
  const size_t used = bytes.size() - input_.size();
  input_ = {};
  if (broken) {
    // wslay reports a malformed frame header like a lost connection; the client is owed the reason.
    refuse_frame();
    return bytes.size();
  }
  queue_control();
  flush();
  return used;
}

void WebSocketSession::refuse_frame() {
  static constexpr char protocol_error[] = {0x03, static_cast<char>(0xea)};  // 1002
  if (!std::exchange(closing_, true)) {
    code_ = 1002;
    push(std::make_shared<const std::string>(encode_frame(WSLAY_CONNECTION_CLOSE, {protocol_error, 2})));
  }
  wslay_event_shutdown_read(wslay_);
  reactor_.wheel().set(connection_, reactor_.now() + reactor_.core().config.deadlines.linger);
  flush();
}

void WebSocketSession::resume_input() {
  paused_ = false;
  // wslay may hold whole frames it had read ahead.
  receive({});
}

void WebSocketSession::push(Frame frame) {
  auto& outbox = socket_->outbox();
  const bool last = closing_ || wslay_event_get_close_sent(wslay_);
  outbox.state.with([&](WebSocket::Outbox::State& state) {
    state.bytes += frame->size();
    state.overflow |= state.frames.size() >= outbox.limit_messages;
    state.frames.push_back(std::move(frame));
    if (last) state.open = false;
  });
}

void WebSocketSession::queue_control() {
  if (wslay_event_want_write(wslay_)) wslay_event_send(wslay_);
  if (!control_.empty()) push(std::make_shared<const std::string>(std::exchange(control_, {})));
  if (!wslay_event_get_close_sent(wslay_) || std::exchange(closing_, true)) return;
  // wslay answers a close with its own code unless it finds a fault; then the fault is what counts.
  const uint16_t sent = wslay_event_get_status_code_sent(wslay_);
  const bool fault = sent == 1002 || sent == 1007 || sent == 1009;
  code_ = wslay_event_get_close_received(wslay_) && !fault ? wslay_event_get_status_code_received(wslay_) : sent;
  reactor_.wheel().set(connection_, reactor_.now() + reactor_.core().config.deadlines.linger);
}

void WebSocketSession::close(uint16_t code, std::string_view reason) {
  if (closing_) return;
  wslay_event_queue_close(wslay_, code, reinterpret_cast<const uint8_t*>(reason.data()), reason.size());
  queue_control();
  flush();
}

// What other threads asked for since the last look.
void WebSocketSession::take_requests() {
  std::optional<WebSocket::Outbox::Close> wanted;
  socket_->outbox().state.with([&](WebSocket::Outbox::State& state) {
    state.scheduled = false;
    wanted = std::exchange(state.close, std::nullopt);
  });
  if (!wanted || closing_) return;
  wslay_event_queue_close(wslay_, wanted->code, reinterpret_cast<const uint8_t*>(wanted->reason.data()),
                          wanted->reason.size());
  queue_control();
}

bool WebSocketSession::write_frames() {
  auto& outbox = socket_->outbox();
  for (;;) {
    std::array<Frame, frames_per_write> frames;
    size_t count = 0;
    bool overflow = false;
    outbox.state.with([&](WebSocket::Outbox::State& state) {
      overflow = state.overflow;
      while (count < frames.size() && count < state.frames.size()) {
        frames[count] = state.frames[count];
        ++count;
      }
    });
    if (overflow) {
      code_ = 1008;
      connection_.close();
      return false;
    }
    if (count == 0) return true;
    std::array<iovec, frames_per_write> parts;
    for (size_t i = 0; i < count; ++i) parts[i] = {const_cast<char*>(frames[i]->data()), frames[i]->size()};
    parts[0].iov_base = static_cast<char*>(parts[0].iov_base) + frame_at_;
    parts[0].iov_len -= frame_at_;
    const Io io = transport_.write(parts.data(), static_cast<int>(count), false);
    if (io.state == Io::State::blocked) return false;
    if (io.state != Io::State::ok) {
      connection_.close();
      return false;
    }
    size_t written = io.size + frame_at_;
    size_t whole = 0;
    while (whole < count && written >= frames[whole]->size()) written -= frames[whole++]->size();
    frame_at_ = written;
    outbox.state.with([&](WebSocket::Outbox::State& state) {
      for (size_t i = 0; i < whole; ++i) {
        state.bytes -= state.frames.front()->size();
        state.frames.pop_front();
      }
    });
  }
}

void WebSocketSession::flush() {
  take_requests();
  if (write_frames() && closing_ && (wslay_event_get_close_received(wslay_) || !wslay_event_get_read_enabled(wslay_))) {
    connection_.websocket_ended();
  }
}

void WebSocketSession::on_deadline() {
  const auto& deadlines = reactor_.core().config.deadlines;
  if (closing_ || reactor_.now() - last_received_ >= deadlines.websocket_pong) return connection_.close();
  const wslay_event_msg ping = {WSLAY_PING, nullptr, 0};
  wslay_event_queue_msg(wslay_, &ping);
  queue_control();
  reactor_.wheel().set(connection_, reactor_.now() + deadlines.websocket_ping);
  flush();
}

void WebSocketSession::on_lost() {
  reactor_.core().websockets.fetch_sub(1);
  auto& outbox = socket_->outbox();
  outbox.state.with([](WebSocket::Outbox::State& state) { state.open = false; });
  if (handlers_->on_close) {
    call([handlers = handlers_, socket = socket_, code = code_] { handlers->on_close(socket, code); });
  }
}

}  // namespace veza::net
