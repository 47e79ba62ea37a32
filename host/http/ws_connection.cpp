#include "http/ws_connection.h"

namespace veza::http {
namespace {

uint64_t next_id() {
  static std::atomic<uint64_t> last{0};
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

}  // namespace

WsSession::WsSession(PrincipalPtr principal, std::string client_ip, OpenSlots::Slot slot, Rate frames)
    : id_(next_id()),
      principal_(std::move(principal)),
      client_ip_(std::move(client_ip)),
      slot_(std::move(slot)),
      frames_(frames) {}

void WsSession::attach(const net::WebSocketPtr& socket) {
  socket_.with([&](auto& held) { held = socket; });
}

net::WebSocketPtr WsSession::socket() const {
  return socket_.with([](const auto& held) { return held.lock(); });
}

bool WsSession::send(std::string_view json) {
  const auto open = socket();
  return open && open->send_text(json);
}

bool WsSession::send_error(WsCode code, std::string_view message, std::string_view request_id) {
  return send(ws_error(code, message, request_id));
}

void WsSession::close(uint16_t code, std::string_view reason) {
  if (const auto open = socket()) open->close(code, reason);
}

std::string ws_error(WsCode code, std::string_view message, std::string_view request_id) {
  base::Json frame{{"type", "Error"}, {"code", static_cast<int>(code)}, {"message", message}};
  if (!request_id.empty()) frame["request_id"] = request_id;
  return base::to_text(frame);
}

WsCode ws_code(base::Code code) {
  switch (code) {
    case base::Code::unauthorized:
      return WsCode::authentication;
    case base::Code::forbidden:
      return WsCode::authorization;
    case base::Code::limited:
      return WsCode::rate_limit;
    case base::Code::not_found:
      return WsCode::not_found;
    case base::Code::too_large:
      return WsCode::too_long;
    case base::Code::invalid:
    case base::Code::conflict:
    case base::Code::unsupported:
      return WsCode::bad_format;
    case base::Code::unavailable:
    case base::Code::cancelled:
    case base::Code::internal:
      break;
  }
  return WsCode::server;
}

}  // namespace veza::http
