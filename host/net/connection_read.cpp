// How a connection takes bytes in.
#include "net/connection.h"
#include "net/websocket_session.h"

namespace veza::net {

namespace {
constexpr int reads_per_turn = 16;
}

bool Connection::wants_input() const {
  switch (phase_) {
    case Phase::head:
    case Phase::body:
    case Phase::lingering:
      return true;
    case Phase::websocket:
      return session_->wants_input();
    case Phase::working:
    case Phase::writing:
    case Phase::closed:
      return false;
  }
  return false;
}

void Connection::pump() {
  for (int reads = 0; wants_input(); ++reads) {
    if (reads == reads_per_turn) {
      // A client that sends as fast as we read must not keep the others waiting.
      reactor_.resume_later(shared_from_this());
      break;
    }
    if (fresh_) {
      fresh_ = false;
      const std::string bytes = std::exchange(in_, {});
      const size_t used = consume(bytes);
      // What consume() left is unread still; it never puts anything into in_ itself.
      if (phase_ != Phase::closed) in_.assign(bytes, used);
    } else if (!readable_ || !read_more()) {
      break;
    }
  }
  if (in_.empty() && in_.capacity() > 64) std::string().swap(in_);
}

bool Connection::read_more() {
  const Io io = transport_->read(reactor_.buffer(), reactor_.buffer_size());
  if (io.state == Io::State::blocked) {
    readable_ = false;
    return false;
  }
  if (io.state != Io::State::ok) {
    close();
    return false;
  }
  if (io.size < reactor_.buffer_size() && transport_->short_read_empties()) readable_ = peer_ended_;
  const std::string_view bytes(reactor_.buffer(), io.size);
  if (in_.empty()) {
    const size_t used = consume(bytes);
    if (phase_ != Phase::closed && used < bytes.size()) in_.assign(bytes.substr(used));
    return true;
  }
  in_.append(bytes);
  fresh_ = true;
  return true;
}

size_t Connection::consume(std::string_view bytes) {
  size_t used = 0;
  while (used < bytes.size()) {
    const std::string_view rest = bytes.substr(used);
    size_t step = 0;
    switch (phase_) {
      case Phase::head:
        step = take_head(rest);
        break;
      case Phase::body:
        step = take_body(rest);
        break;
      case Phase::lingering:
        step = rest.size();
        break;
      case Phase::websocket:
        step = session_->receive(rest);
        break;
      case Phase::working:
      case Phase::writing:
      case Phase::closed:
        // The next request waits for this one's response: order is kept, and a client that pipelines without reading
        // is held back by its own socket.
        fresh_ = true;
        return used;
    }
    if (step == 0) return used;
    used += step;
  }
  return used;
}

size_t Connection::take_head(std::string_view bytes) {
  const Limits& limits = reactor_.core().config.limits;
  Head& head = reactor_.head();
  const HeadResult result =
      check_head(bytes, {limits.head_bytes, limits.target_bytes, limits.field_line_bytes, limits.fields}, head);
  if (result.state == HeadResult::State::incomplete) {
    if (!std::exchange(head_started_, true)) set_deadline(reactor_.core().config.deadlines.head);
    return 0;
  }
  head_started_ = false;
  if (result.state == HeadResult::State::refused) {
    refuse(result.status, result.reason);
    return bytes.size();
  }
  // The head refers to `bytes`: everything needed from it is copied in begin().
  begin(head);
  return result.size;
}

size_t Connection::take_body(std::string_view bytes) {
  Exchange& exchange = *exchange_;
  exchange.body_latest = reactor_.now();
  if (!exchange.chunked) {
    const size_t size = std::min<uint64_t>(bytes.size(), exchange.body_left);
    exchange.body_left -= size;
    if (store_body(bytes.substr(0, size)) && exchange.body_left == 0) end_body();
    return size;
  }
  const auto step = exchange.chunked->next(bytes);
  switch (step.state) {
    case ChunkedDecoder::State::data:
      store_body(step.data);
      break;
    case ChunkedDecoder::State::done:
      end_body();
      break;
    case ChunkedDecoder::State::refused:
      refuse(400, "The chunked body is malformed.");
      break;
    case ChunkedDecoder::State::more:
      break;
  }
  return step.consumed;
}

bool Connection::store_body(std::string_view bytes) {
  Exchange& exchange = *exchange_;
  exchange.body_bytes += bytes.size();
  if (exchange.body_bytes > exchange.admission.body_limit) {
    refuse(413, "The request body is too large.");
    return false;
  }
  if (!exchange.spool) return true;
  if (const auto stored = exchange.spool->append(bytes); !stored) {
    reactor_.core().fault(stored.error().message);
    refuse(stored.error().code == base::Code::unavailable ? 507 : 500,
           "The server has no room for the request just now; tell the people who run it.");
    return false;
  }
  return true;
}

void Connection::end_body() {
  Exchange& exchange = *exchange_;
  exchange.chunked.reset();
  if (exchange.admission.refusal) return answer(std::move(*exchange.admission.refusal));
  if (exchange.spool) {
    auto body = exchange.spool->finish();
    exchange.spool.reset();
    if (!body) {
      reactor_.core().fault(body.error().message);
      return refuse(500, "The server cannot read the request body back.");
    }
    exchange.request.body = std::move(*body);
  }
  dispatch();
}

}  // namespace veza::net
