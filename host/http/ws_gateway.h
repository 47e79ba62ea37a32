// The one WebSocket endpoint, GET /api/v1/ws: JSON text frames {"type": …, "request_id"?}. Ping, Subscribe{topic} and
// Unsubscribe{topic} are answered here; topics and other types belong to owners (plugins).
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/json.h"
#include "base/log.h"
#include "http/principal.h"
#include "http/rate_limits.h"
#include "http/route.h"
#include "observe/metrics.h"

namespace veza::http {

// The contract's codes of Error frames.
enum class WsCode {
  connection = 1000,
  authentication = 1001,
  authorization = 1002,
  rate_limit = 1003,
  not_found = 1004,
  too_long = 1005,
  bad_format = 1007,
  server = 1010,
};

// One open socket. Any thread.
class WsConnection {
 public:
  virtual ~WsConnection() = default;
  virtual uint64_t id() const = 0;
  virtual const PrincipalPtr& principal() const = 0;
  virtual const std::string& client_ip() const = 0;
  // Queues one text frame; false when the socket is gone or does not drain its queue.
  virtual bool send(std::string_view json) = 0;
  virtual bool send_error(WsCode code, std::string_view message, std::string_view request_id = {}) = 0;
  virtual void close(uint16_t code, std::string_view reason) = 0;
};
using WsConnectionPtr = std::shared_ptr<WsConnection>;

struct WsConfig {
  Rate connects_per_ip{10.0 / 60, 10};
  size_t open_per_user = 5;
  size_t open_per_guest_ip = 20;
  Rate frames{50, 100};       // in, per connection
  size_t token_bytes = 2048;  // of ?token=
};

class WsGateway {
 public:
  WsGateway(WsConfig config, base::Log log, observe::Metrics* metrics = nullptr, MicroClock clock = steady_us);
  ~WsGateway();
  WsGateway(const WsGateway&) = delete;
  WsGateway& operator=(const WsGateway&) = delete;

  // GET /api/v1/ws, to be added to the router.
  Route route();

  // Whether this principal may listen to the topic. [worker]
  using Authorize = std::function<bool(const Principal&, std::string_view topic)>;
  // One frame; frames of one connection come one at a time, in order. An error is answered with an Error frame.
  // [worker]
  using OnFrame = std::function<base::Status(const WsConnectionPtr&, const base::Json& frame)>;
  using OnConnection = std::function<void(const WsConnectionPtr&)>;

  // Topics that begin with `prefix` ("track.") belong to the owner. Errors: invalid (empty), conflict (a prefix of an
  // existing one, or the other way round).
  base::Status add_topic(const std::string& owner, const std::string& prefix, Authorize authorize);
  // Errors: conflict (built in, or taken).
  base::Status add_type(const std::string& owner, const std::string& type, OnFrame handler);
  // After a connection is open, and after it is closed. [worker]
  void on_connect(const std::string& owner, OnConnection callback);
  void on_disconnect(const std::string& owner, OnConnection callback);

  // Queues the text to every subscriber, encoded once; returns how many of them are here. Any thread, never blocks.
  // A topic with a blank in it stays on this host.
  size_t publish(std::string_view topic, std::string_view json);
  // The same for subscribers on this host only: what another host published.
  size_t deliver(std::string_view topic, std::string_view json);
  // Who tells other hosts of what is published here; null: nobody. Must not block. Once this returns, the one before
  // is not called any more.
  using Relay = std::function<void(std::string_view topic, std::string_view json)>;
  void relay_to(Relay relay);
  // Errors: not_found (no such connection), unavailable (it does not drain its queue).
  base::Status send(uint64_t connection, std::string_view json);

  // Ends what a revoked session or a banned user holds open; returns how many.
  size_t close_session(std::string_view sid);
  size_t close_user(std::string_view user_id);
  // Ends what was allowed by rights that are no more: an Error frame of code 1002 says so, and whoever connects again
  // has the rights of now.
  size_t close_changed_user(std::string_view user_id);
  size_t close_changed_roles(const std::vector<std::string>& roles);

  // Forgets the owner's topics (with their subscriptions), types and callbacks, and waits for its code in flight.
  bool remove_owner(std::string_view owner, int64_t deadline_ms = 30'000);

  size_t open_connections() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace veza::http
