// A plugin's command: the parts of a site that plugins reach, for as long as it takes.
#include "app/site_impl.h"
#include "base/id.h"

namespace veza::app {

base::Result<int> Site::run_command(const Settings& settings, const Layout& layout, const base::Log& log,
                                    const std::string& plugin, const std::string& command, plugins::CommandRun& run) {
  if (!has_site(settings)) return base::fail(base::Code::not_found, no_site(settings));
  auto stores = open_stores(settings, log);
  if (!stores) return base::fail(stores.error());
  const auto pending = data::pending(*stores->db, host_migrations(stores->db->dialect()));
  if (!pending) return base::fail(pending.error());
  if (!pending->empty())
    return base::fail(base::Code::conflict, "the database is not up to date: run `veza migrate`, or start the server.");
  // Its jobs and events are rows; the server's queue and relay, which look for what others wrote, take them from there.
  Impl impl(settings, layout, log, std::move(*stores), "command " + base::new_id());
  for (const auto step : {&Impl::make_seal, &Impl::make_outbound, &Impl::make_mail, &Impl::make_privacy,
                          &Impl::make_identity, &Impl::make_policy}) {
    if (auto status = (impl.*step)(); !status) return base::fail(status.error());
  }
  auto config = impl.plugin_config();
  config.command_of = plugin;
  impl.plugin_host = std::make_unique<plugins::PluginHost>(std::move(config), impl.plugin_services());
  if (auto loaded = impl.plugin_host->load(); !loaded) return base::fail(loaded.error());
  if (settings.boolean("policy.enabled")) {
    if (const auto scripts = impl.policy->reload(); !scripts) return base::fail(scripts.error());
  }
  auto status = impl.plugin_host->run_command(command, run);
  impl.privacy->stop();
  impl.way_out->stop();
  impl.queue.stop(10'000);
  impl.plugin_host->stop();
  impl.outbox.stop(10'000);
  return status;
}

}  // namespace veza::app
