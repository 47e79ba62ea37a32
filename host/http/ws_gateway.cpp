#include "http/ws_gateway.h"

#include <shared_mutex>

#include "base/guarded.h"
#include "base/text.h"
#include "http/client.h"
#include "http/envelope.h"
#include "http/ws_connection.h"
#include "http/ws_registry.h"
#include "net/topics.h"
#include "net/websocket.h"

namespace veza::http {
namespace {

using base::Json;

constexpr size_t topic_bytes = 200;
constexpr size_t request_id_bytes = 128;

WsSessionPtr session_of(const net::WebSocketPtr& socket) { return std::static_pointer_cast<WsSession>(socket->data()); }

std::string text_of(const Json& frame, const char* key) {
  return frame.contains(key) && frame[key].is_string() ? frame[key].get<std::string>() : "";
}

const char* handshake_code(int status) {
  if (status == 403) return "foreign_origin";
  return status == 426 ? "upgrade_required" : "malformed_request";
}

std::string reply(const char* type, const std::string& topic, const std::string& request_id) {
  Json frame{{"type", type}};
  if (!topic.empty()) frame["topic"] = topic;
  if (!request_id.empty()) frame["request_id"] = request_id;
  return base::to_text(frame);
}

}  // namespace

struct WsGateway::Impl : std::enable_shared_from_this<WsGateway::Impl> {
  Impl(WsConfig with, base::Log to, observe::Metrics* metrics, MicroClock ticks)
      : config(with), log(std::move(to)), clock(std::move(ticks)), connects(with.connects_per_ip) {
    if (metrics == nullptr) return;
    if (auto gauge = metrics->gauge({"websocket_connections_active", "Open WebSockets."})) active = *gauge;
    if (auto counter = metrics->counter({"websocket_frames_received_total", "Text frames from clients."})) {
      received = *counter;
    }
  }

  WsConfig config;
  base::Log log;
  MicroClock clock;
  RateLimiter connects;
  OpenSlots slots;
  WsRegistry registry;
  net::Topics topics;
  base::Guarded<Relay, std::shared_mutex> relay;
  base::Guarded<std::map<uint64_t, WsSessionPtr>> sessions;
  observe::Gauge active;
  observe::Counter received;

  net::Response connect(Context& context);
  net::WebSocketHandlers handlers();

  void opened(const net::WebSocketPtr& socket);
  void closed(const net::WebSocketPtr& socket);
  void frame(const net::WebSocketPtr& socket, std::string_view message, bool binary);
  void dispatch(const WsSessionPtr& session, const std::string& type, const Json& frame, const std::string& request_id);
  void subscribe(const WsSessionPtr& session, const std::string& topic, const std::string& request_id);
  void unsubscribe(const WsSessionPtr& session, const std::string& topic, const std::string& request_id);
  void drop_topics(const std::vector<std::string>& prefixes);

  std::vector<WsSessionPtr> all_sessions() const {
    return sessions.with([](const auto& open) {
      std::vector<WsSessionPtr> list;
      for (const auto& [id, session] : open) list.push_back(session);
      return list;
    });
  }

  template <class Match>
  size_t close_changed(const Match& match) {
    return close_where(match, "What you may do has changed. Connect again.", WsCode::authorization);
  }

  template <class Match>
  size_t close_where(const Match& match, std::string_view reason, std::optional<WsCode> code = {}) {
    size_t count = 0;
    for (const auto& session : all_sessions()) {
      if (!match(*session->principal())) continue;
      if (code) session->send_error(*code, reason, {});
      session->close(1008, reason);
      ++count;
    }
    return count;
  }

  // Runs a piece of an owner's code; whatever it throws ends here.
  template <class Owned, class Use>
  void contained(const Owned& owned, const char* doing, Use&& use) {
    const auto pass = OwnerGate::enter(owned.gate);
    if (!pass) return;
    try {
      use();
    } catch (const std::exception& fault) {
      log.error("a WebSocket callback threw an exception",
                {{"owner", owned.owner}, {"callback", doing}, {"exception", fault.what()}});
    } catch (...) {
      log.error("a WebSocket callback threw an exception", {{"owner", owned.owner}, {"callback", doing}});
    }
  }
};

net::Response WsGateway::Impl::connect(Context& context) {
  const auto token = context.request.query_value("token");
  if (token && token->size() > config.token_bytes) {
    return error(context, 400, "invalid", "The token is longer than any this server makes.");
  }
  if (const WaitUs wait = connects.take(address_key(context.client_ip), clock())) {
    Problem problem{429, "rate_limited", "Too many connection attempts. Please wait a moment."};
    problem.retry_after_s = (wait + 999'999) / 1'000'000;
    return error(context, problem);
  }
  const bool is_guest = context.principal().is_guest();
  auto slot = is_guest ? slots.take("ip " + address_key(context.client_ip), config.open_per_guest_ip)
                       : slots.take("user " + context.principal().user_id, config.open_per_user);
  if (!slot) {
    return error(context, 429, "too_many_connections",
                 "Too many connections are open already. Please close another window first.");
  }
  net::UpgradeOptions options;
  // A bearer token is put there by the page's own code; a cookie comes along from anywhere.
  const bool deliberate = context.via == Via::bearer || context.via == Via::query;
  options.origin_allowed = [deliberate, &context](std::string_view) {
    return deliberate || !is_foreign(context.request, context.host, context.scheme == "https");
  };
  options.data = std::make_shared<WsSession>(context.principal_ptr, std::string(context.client_ip), std::move(*slot),
                                             config.frames);
  net::Response response = net::upgrade(context.request, handlers(), std::move(options));
  if (response.status == 101) return response;
  const auto* sentence = std::get_if<std::string>(&response.body);
  net::Response refused = error(context, response.status, handshake_code(response.status),
                                sentence != nullptr ? std::string(base::trim(*sentence)) : "No WebSocket handshake.");
  for (const auto& [name, value] : response.headers) {
    if (!refused.headers.has(name)) refused.set(name, value);
  }
  return refused;
}

net::WebSocketHandlers WsGateway::Impl::handlers() {
  const auto self = shared_from_this();
  net::WebSocketHandlers made;
  made.on_open = [self](const net::WebSocketPtr& socket) { self->opened(socket); };
  made.on_message = [self](const net::WebSocketPtr& socket, std::string_view message, bool binary) {
    self->frame(socket, message, binary);
  };
  made.on_close = [self](const net::WebSocketPtr& socket, uint16_t) { self->closed(socket); };
  return made;
}

void WsGateway::Impl::opened(const net::WebSocketPtr& socket) {
  const auto session = session_of(socket);
  session->attach(socket);
  sessions.with([&](auto& open) { open[session->id()] = session; });
  active.add(1);
  for (const auto& callback : registry.on_connect()) {
    contained(callback, "on_connect", [&] { callback.call(session); });
  }
}

void WsGateway::Impl::closed(const net::WebSocketPtr& socket) {
  const auto session = session_of(socket);
  topics.remove(socket);
  session->release();
  const bool was_open = sessions.with([&](auto& open) { return open.erase(session->id()) == 1; });
  if (!was_open) return;
  active.add(-1);
  for (const auto& callback : registry.on_disconnect()) {
    contained(callback, "on_disconnect", [&] { callback.call(session); });
  }
}

void WsGateway::Impl::frame(const net::WebSocketPtr& socket, std::string_view message, bool binary) {
  const auto session = session_of(socket);
  received.add();
  if (session->frames().take(clock()) > 0) {
    session->send_error(WsCode::rate_limit, "Too many messages. Please wait a moment.", {});
    return;
  }
  auto parsed =
      binary ? base::Result<Json>(base::fail(base::Code::invalid, "frames must be text")) : base::parse_json(message);
  const std::string type = parsed && parsed->is_object() ? text_of(*parsed, "type") : "";
  if (type.empty()) {
    session->send_error(WsCode::bad_format, "A message must be a JSON object with a \"type\".", {});
    return;
  }
  std::string request_id = text_of(*parsed, "request_id");
  if (request_id.size() > request_id_bytes) request_id.clear();
  dispatch(session, type, *parsed, request_id);
}

void WsGateway::Impl::dispatch(const WsSessionPtr& session, const std::string& type, const Json& frame,
                               const std::string& request_id) {
  if (type == "Ping") {
    session->send(reply("Pong", {}, request_id));
    return;
  }
  if (type == "Subscribe") return subscribe(session, text_of(frame, "topic"), request_id);
  if (type == "Unsubscribe") return unsubscribe(session, text_of(frame, "topic"), request_id);
  const auto known = registry.type(type);
  if (!known) {
    session->send_error(WsCode::bad_format, "This server knows no message of that type.", request_id);
    return;
  }
  base::Status status = base::fail(base::Code::unavailable, "This part of the server is being restarted.");
  const auto pass = OwnerGate::enter(known->gate);
  try {
    if (pass) status = known->call(session, frame);
  } catch (const std::exception& fault) {
    status = base::fail(base::Code::internal, fault.what());
  } catch (...) {
    status = base::fail(base::Code::internal, "an exception that is no std::exception");
  }
  if (status) return;
  if (status.error().code == base::Code::internal) {
    log.error("a WebSocket message failed",
              {{"owner", known->owner}, {"type", type}, {"fault", status.error().message}});
  }
  session->send_error(ws_code(status.error().code), Problem::from(status.error()).message, request_id);
}

void WsGateway::Impl::subscribe(const WsSessionPtr& session, const std::string& topic, const std::string& request_id) {
  const auto owner = topic.empty() || topic.size() > topic_bytes ? std::nullopt : registry.topic(topic);
  if (!owner) {
    session->send_error(WsCode::bad_format, "There is no such topic.", request_id);
    return;
  }
  bool allowed = false;
  bool room = true;
  contained(*owner, "authorize", [&] {
    allowed = owner->call(*session->principal(), topic);
    const auto socket = session->socket();
    if (!allowed || !socket) return;
    const bool fresh = session->topics().with([&](auto& held) { return held.insert(topic).second; });
    if (!fresh || topics.subscribe(socket, topic)) return;
    room = false;
    session->topics().with([&](auto& held) { held.erase(topic); });
  });
  if (!allowed) {
    session->send_error(WsCode::authorization, "You may not listen to this topic.", request_id);
  } else if (!room) {
    session->send_error(WsCode::rate_limit, "This connection listens to too many topics.", request_id);
  } else {
    session->send(reply("Subscribed", topic, request_id));
  }
}

void WsGateway::Impl::unsubscribe(const WsSessionPtr& session, const std::string& topic,
                                  const std::string& request_id) {
  const bool held = session->topics().with([&](auto& names) { return names.erase(topic) == 1; });
  const auto socket = session->socket();
  if (held && socket) topics.unsubscribe(socket, topic);
  session->send(reply("Unsubscribed", topic.size() <= topic_bytes ? topic : "", request_id));
}

void WsGateway::Impl::drop_topics(const std::vector<std::string>& prefixes) {
  for (const auto& session : all_sessions()) {
    std::vector<std::string> dropped;
    session->topics().with([&](auto& held) {
      std::erase_if(held, [&](const std::string& topic) {
        const bool gone = std::any_of(prefixes.begin(), prefixes.end(),
                                      [&](const std::string& prefix) { return topic.starts_with(prefix); });
        if (gone) dropped.push_back(topic);
        return gone;
      });
    });
    const auto socket = session->socket();
    if (!socket) continue;
    for (const std::string& topic : dropped) topics.unsubscribe(socket, topic);
  }
}

WsGateway::WsGateway(WsConfig config, base::Log log, observe::Metrics* metrics, MicroClock clock)
    : impl_(std::make_shared<Impl>(config, std::move(log), metrics, std::move(clock))) {}
WsGateway::~WsGateway() = default;

Route WsGateway::route() {
  Route route;
  route.method = "GET";
  route.pattern = "/api/v1/ws";
  route.handler = [impl = impl_](Context& context) { return impl->connect(context); };
  route.run_inline = true;
  route.accepts_query_token = true;
  return route;
}

base::Status WsGateway::add_topic(const std::string& owner, const std::string& prefix, Authorize authorize) {
  return impl_->registry.add_topic(owner, prefix, std::move(authorize));
}
base::Status WsGateway::add_type(const std::string& owner, const std::string& type, OnFrame handler) {
  return impl_->registry.add_type(owner, type, std::move(handler));
}
void WsGateway::on_connect(const std::string& owner, OnConnection callback) {
  impl_->registry.add_on_connect(owner, std::move(callback));
}
void WsGateway::on_disconnect(const std::string& owner, OnConnection callback) {
  impl_->registry.add_on_disconnect(owner, std::move(callback));
}

size_t WsGateway::publish(std::string_view topic, std::string_view json) {
  if (topic.find(' ') == std::string_view::npos) {
    impl_->relay.read([&](const Relay& relay) {
      if (relay) relay(topic, json);
    });
  }
  return deliver(topic, json);
}

size_t WsGateway::deliver(std::string_view topic, std::string_view json) {
  return impl_->topics.publish(std::string(topic), json);
}

void WsGateway::relay_to(Relay relay) {
  impl_->relay.with([&](Relay& current) { current = std::move(relay); });
}

base::Status WsGateway::send(uint64_t connection, std::string_view json) {
  const auto session = impl_->sessions.with([&](const auto& open) {
    const auto at = open.find(connection);
    return at == open.end() ? nullptr : at->second;
  });
  if (!session) return base::fail(base::Code::not_found, "the connection is closed");
  if (!session->send(json)) return base::fail(base::Code::unavailable, "the connection does not take what it is sent");
  return {};
}

size_t WsGateway::close_session(std::string_view sid) {
  if (sid.empty()) return 0;
  return impl_->close_where([&](const Principal& principal) { return principal.sid == sid; }, "The session has ended.");
}

size_t WsGateway::close_user(std::string_view user_id) {
  if (user_id.empty()) return 0;
  return impl_->close_where([&](const Principal& principal) { return principal.user_id == user_id; },
                            "The account may not connect any more.");
}

size_t WsGateway::close_changed_user(std::string_view user_id) {
  if (user_id.empty()) return 0;
  return impl_->close_changed([&](const Principal& principal) { return principal.user_id == user_id; });
}

size_t WsGateway::close_changed_roles(const std::vector<std::string>& roles) {
  return impl_->close_changed(
      [&](const Principal& principal) { return std::find(roles.begin(), roles.end(), principal.role) != roles.end(); });
}

bool WsGateway::remove_owner(std::string_view owner, int64_t deadline_ms) {
  const auto [prefixes, gate] = impl_->registry.remove(owner);
  const bool quiet = !gate || gate->close(deadline_ms);
  if (!prefixes.empty()) impl_->drop_topics(prefixes);
  return quiet;
}

size_t WsGateway::open_connections() const {
  return impl_->sessions.with([](const auto& open) { return open.size(); });
}

}  // namespace veza::http
