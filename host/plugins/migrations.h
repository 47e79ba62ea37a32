// The tables plugins bring: migrations/ of each plugin's folder, as component "plugin.<id>".
#pragma once
#include <string>
#include <vector>

#include "base/error.h"
#include "data/database.h"
#include "data/migrations.h"

namespace veza::plugins {

// Brings one plugin's tables up to date. Errors: see data::migrate.
base::Status migrate_plugin(data::Database& database, const std::string& id, const std::string& folder);

// Changes nothing. Errors (conflict): the plugin's tables are not up to date; others see data::pending.
base::Status check_migrated(data::Database& database, const std::string& id, const std::string& folder);

// Every plugin of `plugin_dir` with a good manifest, for `veza migrate`. A plugin with a bad manifest has no
// migrations, as it would not be loaded. Errors: a migration file, or the folder, cannot be read.
base::Result<std::vector<data::Component>> plugin_migrations(const std::string& plugin_dir, data::Dialect dialect);

}  // namespace veza::plugins
