// Everything a plugin needs, and the macro that exports it.
//
//     class Hello {
//      public:
//       explicit Hello(veza::Host host) : host_(host) {}     // no I/O
//       void start() { … }                                   // look up services, register
//       void stop() {}                                       // join own threads
//      private:
//       veza::Host host_;
//     };
//     VEZA_PLUGIN(Hello)
//
// A `void drain()` is called before stop when the class has one.
#pragma once
#include "veza/accounts.hpp"
#include "veza/audit.hpp"
#include "veza/blobs.hpp"
#include "veza/cli.hpp"
#include "veza/config.hpp"
#include "veza/events.hpp"
#include "veza/http.hpp"
#include "veza/id.hpp"
#include "veza/identity.hpp"
#include "veza/jobs.hpp"
#include "veza/kv.hpp"
#include "veza/log.hpp"
#include "veza/metrics.hpp"
#include "veza/outbound.hpp"
#include "veza/policy.hpp"
#include "veza/privacy.hpp"
#include "veza/secrets.hpp"
#include "veza/ws.hpp"

namespace veza::detail {

template <class Plugin>
struct Exported {
  explicit Exported(const veza_host* h) : host(h), plugin(Host(h)) {}
  const veza_host* host;
  Plugin plugin;

  static veza_status entry(const veza_host* host, veza_plugin* out) noexcept {
    return guard(host, [&] {
      out->self = new Exported(host);
      out->start = [](void* self) noexcept -> veza_status {
        auto* exported = static_cast<Exported*>(self);
        return guard(exported->host, [&] { exported->plugin.start(); });
      };
      out->drain = [](void* self) noexcept {
        if constexpr (requires(Plugin & p) { p.drain(); }) {
          auto* exported = static_cast<Exported*>(self);
          guard(exported->host, [&] { exported->plugin.drain(); });
        } else {
          (void)self;
        }
      };
      out->stop = [](void* self) noexcept {
        auto* exported = static_cast<Exported*>(self);
        guard(exported->host, [&] { exported->plugin.stop(); });
      };
      out->destroy = [](void* self) noexcept { delete static_cast<Exported*>(self); };
    });
  }
};

}  // namespace veza::detail

#define VEZA_PLUGIN(Type)                                                                               \
  extern "C" VEZA_EXPORT veza_status veza_plugin_entry_v1(const veza_host* host, veza_plugin* plugin) { \
    return ::veza::detail::Exported<Type>::entry(host, plugin);                                         \
  }
