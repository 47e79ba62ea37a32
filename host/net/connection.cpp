#include "net/connection.h"

#include <sys/epoll.h>

#include <exception>

#include "net/websocket_session.h"

namespace veza::net {

Connection::Connection(Reactor& reactor, std::unique_ptr<Transport> transport, Peer peer, bool tls)
    : reactor_(reactor), transport_(std::move(transport)), peer_(std::move(peer)), tls_(tls) {}

Connection::~Connection() = default;

void Connection::start() {
  set_deadline(reactor_.core().config.deadlines.head);
  if (!reactor_.watch(transport_->fd(), *this, EPOLLIN | EPOLLOUT | EPOLLRDHUP)) close();
}

template <class F>
void Connection::contain(F entry) {
  try {
    return entry();
  } catch (const std::exception& error) {
    reactor_.core().fault("a connection failed: " + std::string(error.what()));
  } catch (...) {
    reactor_.core().fault("a connection failed: a hook threw something that is no std::exception");
  }
  close();
}

void Connection::on_event(uint32_t events) {
  contain([&] { take_event(events); });
}

void Connection::take_event(uint32_t events) {
  if (phase_ == Phase::closed) return;
  if (events & (EPOLLERR | EPOLLHUP)) return close();
  if (events & (EPOLLIN | EPOLLRDHUP)) readable_ = true;
  if (events & EPOLLRDHUP) peer_ended_ = true;
  // Under TLS a write may wait for a read and the other way round, so any event retries both.
  if (phase_ == Phase::writing) flush();
  if (phase_ == Phase::websocket) session_->flush();
  pump();
}

void Connection::resume() {
  contain([&] {
    if (phase_ == Phase::writing) flush();
    pump();
  });
}

void Connection::respond(Outgoing outgoing) {
  if (phase_ != Phase::working) return;
  contain([&] {
    start_writing(std::move(outgoing));
    pump();
  });
}

void Connection::pulled(base::Result<std::string> piece) {
  if (phase_ != Phase::writing) return;
  contain([&] {
    take_piece(std::move(piece));
    pump();
  });
}

void Connection::websocket_ready() {
  if (phase_ != Phase::websocket) return;
  contain([&] { session_->flush(); });
}

void Connection::websocket_room() {
  if (phase_ != Phase::websocket) return;
  contain([&] {
    session_->resume_input();
    fresh_ = !in_.empty();
    pump();
  });
}

void Connection::websocket_ended() {
  session_->on_lost();
  linger();
}

void Connection::set_deadline(int64_t after) { reactor_.wheel().set(*this, reactor_.now() + after); }

void Connection::body_deadline() {
  const auto& deadlines = reactor_.core().config.deadlines;
  const int64_t idle = reactor_.now() - exchange_->body_latest;
  const int64_t elapsed = reactor_.now() - exchange_->body_began;
  const bool slow = elapsed >= deadlines.body_idle &&
                    exchange_->body_bytes * 1000 < deadlines.body_bytes_per_s * static_cast<uint64_t>(elapsed);
  if (idle >= deadlines.body_idle || slow) {
    refuse(408, "The request body came too slowly.");
    if (exchange_ && exchange_->spool) hand_over_part();
    return;
  }
  set_deadline(deadlines.body_idle - idle);
}

void Connection::on_deadline() {
  contain([&] { take_deadline(); });
}

void Connection::take_deadline() {
  const auto& deadlines = reactor_.core().config.deadlines;
  switch (phase_) {
    case Phase::head:
      return head_started_ ? refuse(408, "The request head did not come in time.") : close();
    case Phase::body:
      return body_deadline();
    case Phase::working:
      return set_deadline(deadlines.keep_alive);
    case Phase::writing:
      // A pull stream that is slow to make its next piece is not the client's fault.
      return exchange_->pulling ? set_deadline(deadlines.write_idle) : close();
    case Phase::websocket:
      return session_->on_deadline();
    case Phase::lingering:
    case Phase::closed:
      return close();
  }
}

void Connection::drain() {
  if (phase_ == Phase::head && !head_started_) return close();
  if (phase_ == Phase::websocket) session_->close(restarting, "The server is restarting.");
}

void Connection::close() {
  if (phase_ == Phase::closed) return;
  if (exchange_) record(false);
  if (phase_ == Phase::body) hand_over_part();
  if (phase_ == Phase::websocket) session_->on_lost();
  phase_ = Phase::closed;
  reactor_.wheel().cancel(*this);
  // A session may be on the call stack: it goes with the connection.
  exchange_.reset();
  transport_.reset();
  std::string().swap(in_);
  reactor_.core().leave(peer_.address);
  reactor_.remove(*this);
}

}  // namespace veza::net
