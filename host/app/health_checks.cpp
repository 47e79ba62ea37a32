#include "app/health_checks.h"

#include <sys/statvfs.h>

namespace veza::app {
namespace {

using observe::Health;
using observe::HealthCheck;

Health from(const base::Status& status, std::string sound) {
  return status ? Health::ok(std::move(sound)) : Health::down(status.error().message);
}

Health cache(kv::Store& kv) {
  if (const std::string loss = kv.degraded(); !loss.empty()) return Health::degraded(loss);
  return from(kv.ping(), kv.describe() + " answers.");
}

Health disk(const DataDir& dir) {
  struct statvfs info {};
  if (::statvfs(dir.root.c_str(), &info) != 0)
    return Health::down("The data folder " + dir.root + " cannot be examined.");
  const double free = static_cast<double>(info.f_bavail) * static_cast<double>(info.f_frsize);
  const double all = static_cast<double>(info.f_blocks) * static_cast<double>(info.f_frsize);
  Health health = Health::ok("The data folder has room.");
  if (free < 1e9 || free < all * 0.02) {
    health =
        Health::degraded("The disk below " + dir.root + " is nearly full. Free some space, or move the data folder.");
  }
  health.details = {{"free_bytes", static_cast<int64_t>(free)}, {"total_bytes", static_cast<int64_t>(all)}};
  return health;
}

// Those that are not at their default, secrets masked.
Health changed_settings(const Settings& settings) {
  Health health = Health::ok("The settings in force that differ from their defaults.");
  const base::Json all = settings.describe();
  for (const auto& [key, entry] : all.items()) {
    if (entry["origin"] != "default") health.details[key] = entry;
  }
  return health;
}

Health plugin_states(const plugins::PluginHost& plugins) {
  Health health = Health::ok("Every plugin runs.");
  for (const auto& plugin : plugins.list()) {
    health.details[plugin.id] = {{"state", plugins::name(plugin.state)}, {"version", plugin.version}};
    if (plugin.state == plugins::PluginState::running || plugin.state == plugins::PluginState::switched_off) continue;
    health.details[plugin.id]["reason"] = plugin.reason;
    health.state = observe::HealthState::degraded;
    health.sentence = "Not every plugin runs; the details say why.";
  }
  return health;
}

HealthCheck check(std::string name, bool needed, std::function<Health()> run) {
  HealthCheck made;
  made.name = std::move(name);
  made.needed = needed;
  made.run = std::move(run);
  return made;
}

}  // namespace

base::Status add_health_checks(observe::HealthChecks& checks, const HealthParts& parts) {
  HealthCheck serving = check("serving", true, [&stopping = parts.stopping] {
    return stopping ? Health::down("The server is stopping.") : Health::ok("The server takes requests.");
  });
  serving.fresh_ms = 0;
  for (auto& each : {
           serving,
           check("database", true, [&db = *parts.stores.db] { return from(db.ping(), db.describe() + " answers."); }),
           check("blobs", true,
                 [&b = *parts.stores.blobs] { return from(b.ping(), b.describe() + " can be written."); }),
           check("cache", true, [&kv = *parts.stores.kv] { return cache(kv); }),
           check("disk", false, [dir = parts.stores.dir] { return disk(dir); }),
           check("settings", false, [&settings = parts.settings] { return changed_settings(settings); }),
           check("plugins", false, [&host = parts.plugins] { return plugin_states(host); }),
       }) {
    if (auto status = checks.add(each); !status) return status;
  }
  return {};
}

}  // namespace veza::app
