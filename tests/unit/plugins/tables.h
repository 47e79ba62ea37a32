// The C tables as a careless or hostile plugin calls them: what the files tables*.cpp share.
#pragma once
#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <thread>

#include "plugins/last_error.h"
#include "plugins/service.h"
#include "site.h"

namespace veza::plugins::test {

inline veza_str text(std::string_view view) { return {view.data(), view.size()}; }
// A length that is none, with and without a pointer.
inline const veza_str no_pointer{nullptr, 5};
inline const veza_str endless{"x", SIZE_MAX};

// A plugin without code: its tables.
struct Raw {
  Site site{{}};
  PluginContext context;
  std::vector<std::unique_ptr<Service>> services;

  Raw() {
    context.manifest.id = "raw";
    context.manifest.permissions = {{"track:create", "a test"}};
    context.folder = site.folder.path();
    context.scratch_dir = site.folder.path();
    context.settings = "{}";
    context.log = site.log.named("plugin.raw");
    context.calls_out.open();
    Services floors{site.log,    *site.db, *site.kv,     *site.blobs,  *site.queue,  *site.outbox,
                    site.router, site.ws,  site.openapi, site.metrics, *site.policy, site.tokens};
    floors.seal = &site.seal;
    floors.audit = &site.audit;
    floors.identity = site.identity.get();
    floors.privacy = &site.privacy;
    services = make_services(context, floors);
  }
  ~Raw() {
    context.calls_in.close();
    for (const auto& service : services) service->sweep(60'000);
  }
  template <class Table>
  const Table* table(std::string_view id) const {
    for (const auto& service : services) {
      if (service->id() == id) return static_cast<const Table*>(service->table());
    }
    throw std::runtime_error("no such table");
  }
  void in_start() { context.registering = std::this_thread::get_id(); }
};

// The status, after a look at the sentence.
inline veza_status said(veza_status status) {
  if (status < 0) BOOST_TEST(!last_error().empty());
  return status;
}

}  // namespace veza::plugins::test
