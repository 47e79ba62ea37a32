#include "net/websocket.h"

#include "net/connection.h"
#include "net/frame.h"
#include "net/outbox.h"

namespace veza::net {

Frame text_frame(std::string_view utf8) { return std::make_shared<const std::string>(encode_frame(0x1, utf8)); }
Frame binary_frame(std::string_view bytes) { return std::make_shared<const std::string>(encode_frame(0x2, bytes)); }

WebSocket::WebSocket(std::unique_ptr<Outbox> outbox) : outbox_(std::move(outbox)) {}
WebSocket::~WebSocket() = default;

void WebSocket::Outbox::wake() {
  mailbox->post(make_task([target = connection] {
    if (const auto live = target.lock()) live->websocket_ready();
  }));
}

bool WebSocket::send(Frame frame) {
  bool wake = false;
  const bool queued = outbox_->state.with([&](Outbox::State& state) {
    if (!state.open) return false;
    wake = !std::exchange(state.scheduled, true);
    if (state.bytes + frame->size() > outbox_->limit_bytes || state.frames.size() >= outbox_->limit_messages) {
      state.overflow = true;
      state.open = false;
      return false;
    }
    state.bytes += frame->size();
    state.frames.push_back(std::move(frame));
    return true;
  });
  if (wake) outbox_->wake();
  return queued;
}

void WebSocket::close(uint16_t code, std::string_view reason) {
  const bool wake = outbox_->state.with([&](Outbox::State& state) {
    if (!state.open) return false;
    state.open = false;
    state.close = Outbox::Close{code, std::string(reason.substr(0, 123))};
    return !std::exchange(state.scheduled, true);
  });
  if (wake) outbox_->wake();
}

bool WebSocket::is_open() const {
  return outbox_->state.with([](const Outbox::State& state) { return state.open; });
}

const Peer& WebSocket::peer() const { return outbox_->peer; }
const std::shared_ptr<void>& WebSocket::data() const { return outbox_->data; }
uint64_t WebSocket::id() const { return outbox_->id; }

}  // namespace veza::net
