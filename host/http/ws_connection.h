// One open socket, as the gateway keeps it.
#pragma once
#include <atomic>
#include <memory>
#include <set>
#include <string>

#include "base/guarded.h"
#include "http/open_slots.h"
#include "http/rate_limits.h"
#include "http/ws_gateway.h"
#include "net/websocket.h"

namespace veza::http {

class WsSession : public WsConnection {
 public:
  WsSession(PrincipalPtr principal, std::string client_ip, OpenSlots::Slot slot, Rate frames);

  uint64_t id() const override { return id_; }
  const PrincipalPtr& principal() const override { return principal_; }
  const std::string& client_ip() const override { return client_ip_; }
  bool send(std::string_view json) override;
  bool send_error(WsCode code, std::string_view message, std::string_view request_id) override;
  void close(uint16_t code, std::string_view reason) override;

  // Once, when the handshake is through.
  void attach(const net::WebSocketPtr& socket);
  // Gives back what the connection counts against, at once.
  void release() { slot_.release(); }
  net::WebSocketPtr socket() const;

  TokenBucket& frames() { return frames_; }
  base::Guarded<std::set<std::string>>& topics() { return topics_; }

 private:
  const uint64_t id_;
  const PrincipalPtr principal_;
  const std::string client_ip_;
  OpenSlots::Slot slot_;
  TokenBucket frames_;
  base::Guarded<std::weak_ptr<net::WebSocket>> socket_;  // weak: the socket owns its session
  base::Guarded<std::set<std::string>> topics_;
};

using WsSessionPtr = std::shared_ptr<WsSession>;

// {"type":"Error","code":…,"message":…,"request_id"?}
std::string ws_error(WsCode code, std::string_view message, std::string_view request_id = {});
// What an error of the floors below is called on the wire.
WsCode ws_code(base::Code code);

}  // namespace veza::http
