#include "plugins/migrations.h"

#include "plugins/discover.h"

namespace veza::plugins {
namespace {

base::Result<data::Component> component(const std::string& id, const std::string& folder, data::Dialect dialect) {
  return data::load_migrations("plugin." + id, folder + "/migrations", dialect);
}

}  // namespace

base::Status migrate_plugin(data::Database& database, const std::string& id, const std::string& folder) {
  const auto tables = component(id, folder, database.dialect());
  if (!tables) return base::fail(tables.error());
  if (tables->migrations.empty()) return {};
  const auto applied = data::migrate(database, {*tables});
  return applied ? base::Status() : base::fail(applied.error());
}

base::Status check_migrated(data::Database& database, const std::string& id, const std::string& folder) {
  const auto tables = component(id, folder, database.dialect());
  if (!tables) return base::fail(tables.error());
  const auto pending = data::pending(database, {*tables});
  if (!pending) return base::fail(pending.error());
  if (pending->empty()) return {};
  return base::fail(base::Code::conflict, "the database is not up to date: run `veza migrate`, or start the server");
}

base::Result<std::vector<data::Component>> plugin_migrations(const std::string& plugin_dir, data::Dialect dialect) {
  const auto found = discover(plugin_dir);
  if (!found) return base::fail(found.error());
  std::vector<data::Component> components;
  for (const auto& plugin : *found) {
    if (!plugin.manifest) continue;
    auto tables = component(plugin.id, plugin.folder, dialect);
    if (!tables) return base::fail(tables.error());
    if (!tables->migrations.empty()) components.push_back(std::move(*tables));
  }
  return components;
}

}  // namespace veza::plugins
