#include "app/directory.h"

#include "app/command.h"
#include "app/layout.h"
#include "app/secrets.h"
#include "app/site.h"
#include "plugins/discover.h"

namespace veza::app {

base::Result<std::unique_ptr<Directory>> Directory::open(const Settings& settings) {
  if (!has_site(settings)) return base::fail(base::Code::not_found, no_site(settings));
  auto stores = open_stores(settings, base::Log());
  if (!stores) return tl::unexpected(stores.error());
  auto made = std::make_unique<Directory>();
  made->stores = std::move(*stores);
  auto migrated = data::migrate(*made->stores.db, host_migrations(made->stores.db->dialect()));
  if (!migrated) return tl::unexpected(migrated.error());
  made->outbox = std::make_unique<events::Outbox>(*made->stores.db, events::OutboxOptions{}, base::Log());
  auto seal = open_secrets(key_file(settings, made->stores.dir), *made->stores.db);
  if (!seal) return tl::unexpected(seal.error());
  made->seal = std::move(*seal);
  auto identity =
      identity::Identity::create({}, {*made->stores.db, *made->stores.kv, *made->outbox, *made->seal, made->audit});
  if (!identity) return tl::unexpected(identity.error());
  made->identity = std::move(*identity);
  const auto found = plugins::discover(plugin_folder(settings, find_layout()));
  if (!found) return tl::unexpected(found.error());
  for (const auto& plugin : *found) {
    // Of two that declare the same the first counts, as in a server.
    if (plugin.manifest) (void)made->identity->roles().declare(plugin.id, plugin.manifest->declared());
  }
  return made;
}

int complain_of(const http::Problem& problem, const std::string& about) {
  std::string text = (about.empty() ? "" : about + ": ") + problem.message;
  for (const auto& field : problem.details) text += " " + field.field + ": " + field.problem + ".";
  return complain(text);
}

}  // namespace veza::app
