// How a connection gives bytes out.
#include "net/connection.h"
#include "net/websocket_session.h"

namespace veza::net {

namespace {
constexpr size_t bytes_per_turn = 1U << 20;
constexpr size_t pull_piece = 64U << 10;

base::Result<std::string> next_piece(PullBody& pull, std::optional<uint64_t> seek_to) {
  if (seek_to) {
    if (auto sought = pull.seek(*seek_to); !sought) return base::fail(sought.error());
  }
  std::string piece(pull_piece, '\0');
  const auto size = pull.next(piece.data(), piece.size());
  if (!size) return base::fail(size.error());
  piece.resize(std::min(*size, piece.size()));
  return piece;
}

}  // namespace

// The refusal of a precondition that does not hold, or of a range that begins beyond the end, in the words of whoever
// words the server's refusals.
Outgoing Connection::refusal_of(const Outgoing& refused) {
  Request about;
  about.method = exchange_->method;
  about.tls = tls_;
  about.context = exchange_->context;
  Response response;
  if (refused.status == 412) {
    response = reactor_.core().refusal(412, "It has changed in the meantime. Load it again first.", &about);
  } else {
    const std::string end = std::to_string(refused.unsatisfied_size.value_or(0));
    response = reactor_.core().refusal(416, "The range begins beyond the end: there are " + end + " bytes.", &about);
    response.set("Content-Range", "bytes */" + end).set("Accept-Ranges", "bytes");
  }
  std::string fault;
  return prepare(std::move(response), exchange_->facts, reactor_.wall_ms() / 1000, fault);
}

void Connection::start_writing(Outgoing outgoing) {
  if (outgoing.refused) outgoing = refusal_of(outgoing);
  exchange_->writer.emplace(std::move(outgoing));
  phase_ = Phase::writing;
  flush();
}

void Connection::flush() {
  if (exchange_->pulling) return;
  switch (exchange_->writer->write(*transport_, bytes_per_turn)) {
    case Writer::Progress::done:
      return finish();
    case Writer::Progress::blocked:
      return set_deadline(reactor_.core().config.deadlines.write_idle);
    case Writer::Progress::yielded:
      set_deadline(reactor_.core().config.deadlines.write_idle);
      return reactor_.resume_later(shared_from_this());
    case Writer::Progress::wants_data:
      set_deadline(reactor_.core().config.deadlines.write_idle);
      return pull_next();
    case Writer::Progress::failed:
      return close();
  }
}

void Connection::pull_next() {
  Exchange& exchange = *exchange_;
  exchange.pulling = true;
  Core& core = reactor_.core();
  reactor_.submit(make_task([self = shared_from_this(), pull = exchange.writer->pull(),
                             seek_to = exchange.writer->seek_to(), mailbox = reactor_.mailbox(), &core]() mutable {
    if (core.stopping) return;
    base::Result<std::string> piece = base::fail(base::Code::internal, "the stream threw");
    try {
      piece = next_piece(*pull, seek_to);
    } catch (const std::exception& error) {
      piece = base::fail(base::Code::internal, "the stream threw: " + std::string(error.what()));
    }
    mailbox->post(
        make_task([self = std::move(self), piece = std::move(piece)]() mutable { self->pulled(std::move(piece)); }));
  }));
}

void Connection::take_piece(base::Result<std::string> piece) {
  exchange_->pulling = false;
  if (!piece) {
    reactor_.core().fault("a response stream failed: " + piece.error().message);
    return close();
  }
  if (!exchange_->writer->supply(std::move(*piece))) {
    reactor_.core().fault("a response stream ended before its declared size");
    return close();
  }
  flush();
}

void Connection::finish() {
  record(true);
  auto upgrade = exchange_->writer->outgoing().upgrade;
  const bool closing = exchange_->writer->outgoing().close;
  auto exchange = std::move(exchange_);
  if (upgrade) {
    phase_ = Phase::websocket;
    session_ = std::make_unique<WebSocketSession>(*this, *transport_, reactor_, peer_, std::move(*upgrade));
    if (reactor_.core().draining) session_->close(restarting, "The server is restarting.");
    return;
  }
  if (closing) return linger();
  phase_ = Phase::head;
  set_deadline(reactor_.core().config.deadlines.keep_alive);
}

void Connection::linger() {
  // Closing with unread input would reset the connection, and the client might lose the response with it
  // (RFC 9112 section 9.6).
  transport_->end_writing();
  phase_ = Phase::lingering;
  set_deadline(reactor_.core().config.deadlines.linger);
}

}  // namespace veza::net
