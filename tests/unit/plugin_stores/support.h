// A bundled plugin's tables in the test's database, reached as the plugin reaches them: through the host's veza.db/1.
#pragma once
#include <string>
#include <vector>

#include "../plugins/site.h"
#include "plugins/migrations.h"
#include "plugins/service.h"
#include "veza/db.hpp"
#include "veza/testing/fake_host.hpp"

namespace veza::plugins::test {

struct PluginTables {
  explicit PluginTables(const std::string& id)
      : folder(std::string(VEZA_PLUGINS) + "/" + id), host(folder), db((prepare(id), host.handle())) {}
  ~PluginTables() {
    for (const auto& service : services) service->sweep(60'000);
  }

  std::string folder;
  Site site{{}};
  PluginContext context;
  std::vector<std::unique_ptr<Service>> services;
  testing::FakeHost host;
  Db db;

 private:
  void prepare(const std::string& id) {
    if (auto status = migrate_plugin(*site.db, id, folder); !status) throw std::runtime_error(status.error().message);
    context.manifest.id = id;
    context.log = site.log;
    context.settings = "{}";
    context.scratch_dir = site.folder.path();
    context.calls_out.open();
    services =
        make_services(context, Services{site.log, *site.db, *site.kv, *site.blobs, *site.queue, *site.outbox,
                                        site.router, site.ws, site.openapi, site.metrics, *site.policy, site.tokens});
    for (const auto& service : services) {
      if (service->id() == VEZA_DB_V1) host.provide(VEZA_DB_V1, service->table());
    }
  }
};

}  // namespace veza::plugins::test
