// veza.ws/1
#include "http/ws_gateway.h"
#include "plugins/boundary.h"
#include "plugins/principal_abi.h"
#include "plugins/service.h"
#include "veza/abi/ws.h"

namespace veza::plugins {
namespace {

constexpr size_t max_name = 200;
constexpr size_t max_frame = 1U << 20;

class WsService final : public Service {
 public:
  WsService(PluginContext& plugin, http::WsGateway& gateway) : plugin_(plugin), gateway_(gateway) {
    table_ = {.struct_size = sizeof table_,
              .reserved = 0,
              .ctx = this,
              .add_topic = &add_topic,
              .add_type = &add_type,
              .publish = &publish,
              .send = &send};
  }
  std::string_view id() const override { return VEZA_WS_V1; }
  const void* table() const override { return &table_; }
  bool sweep(int64_t deadline_ms) override { return gateway_.remove_owner(plugin_.id(), deadline_ms); }

 private:
  static veza_status add_topic(void* ctx, veza_str prefix, veza_ws_authorize authorize, void* self) noexcept {
    auto* service = static_cast<WsService*>(ctx);
    if (!service) return bad_argument("ws.add_topic", "ctx is NULL");
    return guarded(service->plugin_.calls_out, [&] {
      if (auto status = service->plugin_.check_registering("ws.add_topic"); status < 0) return status;
      if (!readable(prefix, max_name) || !authorize) return bad_argument("ws.add_topic", "no prefix or no function");
      auto* plugin = &service->plugin_;
      return from(service->gateway_.add_topic(
          plugin->id(), std::string(view(prefix)), [=](const http::Principal& principal, std::string_view topic) {
            const Gate::Visit visit(plugin->calls_in);
            return visit && call_plugin([&] { return authorize(self, to_abi(principal), abi(topic)); }).has_value();
          }));
    });
  }

  static veza_status add_type(void* ctx, veza_str type, veza_ws_message handler, void* self) noexcept {
    auto* service = static_cast<WsService*>(ctx);
    if (!service) return bad_argument("ws.add_type", "ctx is NULL");
    return guarded(service->plugin_.calls_out, [&] {
      if (auto status = service->plugin_.check_registering("ws.add_type"); status < 0) return status;
      if (!readable(type, max_name) || !handler) return bad_argument("ws.add_type", "no type or no function");
      auto* plugin = &service->plugin_;
      return from(service->gateway_.add_type(
          plugin->id(), std::string(view(type)),
          [=](const http::WsConnectionPtr& connection, const base::Json& frame) -> base::Status {
            const Gate::Visit visit(plugin->calls_in);
            if (!visit) return base::fail(base::Code::unavailable, "plugin " + plugin->id() + " is not running");
            const std::string text = base::to_text(frame);
            return call_plugin(
                [&] { return handler(self, connection->id(), to_abi(*connection->principal()), abi(text)); });
          }));
    });
  }

  static void publish(void* ctx, veza_str topic, veza_str json) noexcept {
    auto* service = static_cast<WsService*>(ctx);
    if (!service) return;
    guarded(service->plugin_.calls_out, [&] {
      if (!readable(topic, max_name) || !readable(json, max_frame)) {
        return bad_argument("ws.publish", "the topic or the message is no text, or too long");
      }
      service->gateway_.publish(view(topic), view(json));
      return veza_status{VEZA_OK};
    });
  }

  static veza_status send(void* ctx, uint64_t connection, veza_str json) noexcept {
    auto* service = static_cast<WsService*>(ctx);
    if (!service) return bad_argument("ws.send", "ctx is NULL");
    return guarded(service->plugin_.calls_out, [&] {
      if (!readable(json, max_frame)) return bad_argument("ws.send", "the message is no text, or too long");
      return from(service->gateway_.send(connection, view(json)));
    });
  }

  PluginContext& plugin_;
  http::WsGateway& gateway_;
  veza_ws_v1 table_{};
};

}  // namespace

std::unique_ptr<Service> make_ws_service(PluginContext& plugin, const Services& services) {
  return std::make_unique<WsService>(plugin, services.ws);
}

}  // namespace veza::plugins
