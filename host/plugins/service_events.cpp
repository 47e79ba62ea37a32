// veza.events/1
#include "events/outbox.h"
#include "plugins/boundary.h"
#include "plugins/service.h"
#include "plugins/tx_abi.h"
#include "veza/abi/events.h"

namespace veza::plugins {
namespace {

constexpr size_t max_id = 200;
constexpr size_t max_data = 1U << 20;

class EventsService final : public Service {
 public:
  EventsService(PluginContext& plugin, events::Outbox& outbox) : plugin_(plugin), outbox_(outbox) {
    table_ = {.struct_size = sizeof table_, .reserved = 0, .ctx = this, .emit = &emit, .subscribe = &subscribe};
  }
  std::string_view id() const override { return VEZA_EVENTS_V1; }
  const void* table() const override { return &table_; }

  base::Status go_live() override {
    for (auto& consumer : std::exchange(waiting_, {})) {
      if (auto status = outbox_.subscribe(std::move(consumer)); !status) return status;
    }
    return {};
  }
  bool sweep(int64_t deadline_ms) override { return outbox_.unsubscribe_owner(plugin_.id(), deadline_ms); }

 private:
  static veza_status emit(void* ctx, veza_tx* tx, const veza_event* event) noexcept {
    auto* self = static_cast<EventsService*>(ctx);
    if (!self) return bad_argument("events.emit", "ctx is NULL");
    return guarded(self->plugin_.calls_out, [&] {
      if (!tx || !event || event->struct_size < sizeof(veza_event)) {
        return bad_argument("events.emit", "tx or event is NULL, or its struct_size is not set");
      }
      if (!readable(event->event_type, max_id) || !readable(event->aggregate_type, max_id) ||
          !readable(event->aggregate_id, max_id) || !readable(event->correlation_id, max_id) ||
          !readable(event->data, max_data)) {
        return bad_argument("events.emit", "a text is NULL, or too long");
      }
      events::Event out;
      out.event_type = view(event->event_type);
      out.aggregate_type = view(event->aggregate_type);
      out.aggregate_id = view(event->aggregate_id);
      out.data = view(event->data);
      out.correlation_id = view(event->correlation_id);
      const auto id = self->outbox_.emit(from_abi(tx), std::move(out));
      return id ? veza_status{VEZA_OK} : refuse(id.error());
    });
  }

  static veza_status subscribe(void* ctx, veza_str name, veza_str pattern, veza_event_handler handler,
                               void* handler_self) noexcept {
    auto* self = static_cast<EventsService*>(ctx);
    if (!self) return bad_argument("events.subscribe", "ctx is NULL");
    return guarded(self->plugin_.calls_out, [&] {
      return self->add(view(name), view(pattern), readable(name, 100) && readable(pattern, max_id), handler,
                       handler_self);
    });
  }

  veza_status add(std::string_view name, std::string_view pattern, bool texts, veza_event_handler handler,
                  void* handler_self) {
    if (auto status = plugin_.check_registering("events.subscribe"); status < 0) return status;
    if (!texts || name.empty() || !handler) return bad_argument("events.subscribe", "no name, or no function");
    if (auto status = events::check_pattern(pattern); !status) return refuse(status.error().while_("events.subscribe"));
    events::ConsumerSpec spec;
    spec.name = plugin_.id() + "." + std::string(name);
    spec.pattern = pattern;
    spec.owner = plugin_.id();
    for (const auto& other : waiting_) {
      if (other.name == spec.name)
        return refuse(base::Code::conflict, "the plugin has a consumer " + std::string(name));
    }
    auto* plugin = &plugin_;
    spec.run = [plugin, handler, handler_self](const events::Event& event) -> base::Status {
      const Gate::Visit visit(plugin->calls_in);
      if (!visit) return base::fail(base::Code::unavailable, "plugin " + plugin->id() + " is not running");
      const veza_event out{.struct_size = sizeof out,
                           .reserved = 0,
                           .event_id = abi(event.event_id),
                           .event_type = abi(event.event_type),
                           .aggregate_type = abi(event.aggregate_type),
                           .aggregate_id = abi(event.aggregate_id),
                           .data = abi(event.data),
                           .correlation_id = abi(event.correlation_id),
                           .timestamp_ms = event.timestamp_ms};
      return call_plugin([&] { return handler(handler_self, &out); });
    };
    waiting_.push_back(std::move(spec));
    return VEZA_OK;
  }

  PluginContext& plugin_;
  events::Outbox& outbox_;
  std::vector<events::ConsumerSpec> waiting_;  // until the plugin runs
  veza_events_v1 table_{};
};

}  // namespace

std::unique_ptr<Service> make_events_service(PluginContext& plugin, const Services& services) {
  return std::make_unique<EventsService>(plugin, services.events);
}

}  // namespace veza::plugins
