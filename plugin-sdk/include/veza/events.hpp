// veza.events/1: what happened, told after it is committed; at least once, in order per aggregate.
#pragma once
#include "veza/abi/events.h"
#include "veza/db.hpp"
#include "veza/json.hpp"

namespace veza {

struct Event {
  std::string type, aggregate_type, aggregate_id;
  Json data = Json::object();
  std::string correlation_id = {};  // the request that caused it
  std::string id = {};              // made by the host
  int64_t timestamp_ms = 0;         // set by the host
};

class Events : detail::Service<veza_events_v1> {
 public:
  // Throw to be called again later. Must be idempotent by event.id. [worker]
  using Handler = std::function<void(const Event&)>;

  explicit Events(const Host& host) : Service(host, VEZA_EVENTS_V1) {}

  void emit(const Tx& tx, const Event& event) const {
    const std::string data = to_text(event.data);
    veza_event out{};
    out.struct_size = sizeof out;
    out.event_type = detail::abi(event.type);
    out.aggregate_type = detail::abi(event.aggregate_type);
    out.aggregate_id = detail::abi(event.aggregate_id);
    out.data = detail::abi(data);
    out.correlation_id = detail::abi(event.correlation_id);
    check(table_->emit(table_->ctx, tx.abi(), &out));
  }
  // [control] `name` is the durable consumer's, unique in the plugin; `pattern` an event type or a prefix with '*'.
  void subscribe(std::string_view name, std::string_view pattern, Handler handler) {
    auto* bound = keep(Bound{host_, std::move(handler)});
    const auto call = [](void* self, const veza_event* event) noexcept -> veza_status {
      const auto* b = static_cast<const Bound*>(self);
      return detail::guard(b->host, [&] {
        b->handler({detail::copy(event->event_type), detail::copy(event->aggregate_type),
                    detail::copy(event->aggregate_id), Json::parse(detail::view(event->data)),
                    detail::copy(event->correlation_id), detail::copy(event->event_id), event->timestamp_ms});
      });
    };
    check(table_->subscribe(table_->ctx, detail::abi(name), detail::abi(pattern), call, bound));
  }

 private:
  struct Bound {
    const veza_host* host;
    Handler handler;
  };
};

}  // namespace veza
