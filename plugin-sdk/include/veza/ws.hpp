// veza.ws/1: topics and messages over the site's WebSocket endpoint.
#pragma once
#include <functional>

#include "veza/abi/ws.h"
#include "veza/identity.hpp"

namespace veza {

class WebSockets : detail::Service<veza_ws_v1> {
 public:
  // Whether the principal may subscribe to the topic. [worker]
  using Authorize = std::function<bool(const Principal&, std::string_view topic)>;
  // One frame of a registered type; throw Error to answer with an Error frame. [worker]
  using Message = std::function<void(uint64_t connection, const Principal&, const Json&)>;

  explicit WebSockets(const Host& host)
      : Service(host, VEZA_WS_V1), identity_(host.service<veza_identity_v1>(VEZA_IDENTITY_V1)) {}

  // [control]
  void topic(std::string_view prefix, Authorize authorize) {
    auto* bound = keep(Bound<Authorize>{host_, identity_, std::move(authorize)});
    const auto call = [](void* self, const veza_principal* principal, veza_str topic) noexcept -> veza_status {
      const auto* b = static_cast<const Bound<Authorize>*>(self);
      bool allowed = false;
      const veza_status status = detail::guard(
          b->host, [&] { allowed = b->callback(Principal(b->identity, principal), detail::view(topic)); });
      return status < 0 ? status : allowed ? VEZA_OK : VEZA_E_FORBIDDEN;
    };
    check(table_->add_topic(table_->ctx, detail::abi(prefix), call, bound));
  }
  // [control]
  void type(std::string_view type, Message handler) {
    auto* bound = keep(Bound<Message>{host_, identity_, std::move(handler)});
    const auto call = [](void* self, uint64_t connection, const veza_principal* principal,
                         veza_str json) noexcept -> veza_status {
      const auto* b = static_cast<const Bound<Message>*>(self);
      return detail::guard(b->host, [&] {
        b->callback(connection, Principal(b->identity, principal), Json::parse(detail::view(json)));
      });
    };
    check(table_->add_type(table_->ctx, detail::abi(type), call, bound));
  }
  // [any]
  void publish(std::string_view topic, const Json& message) const {
    table_->publish(table_->ctx, detail::abi(topic), detail::abi(to_text(message)));
  }
  // False when the connection is gone. [any]
  bool send(uint64_t connection, const Json& message) const {
    return table_->send(table_->ctx, connection, detail::abi(to_text(message))) == VEZA_OK;
  }

 private:
  template <class Callback>
  struct Bound {
    const veza_host* host;
    const veza_identity_v1* identity;
    Callback callback;
  };
  const veza_identity_v1* identity_;
};

}  // namespace veza
