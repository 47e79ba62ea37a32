// Schema versions: a list of numbered scripts for each component (a part of the host, or a plugin), each applied once,
// in order, in one transaction with its record in `veza_migrations(component, version, name, checksum, applied_at)`.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "data/database.h"

namespace veza::data {

struct Migration {
  int version = 0;        // 1, 2, 3 … without gaps
  std::string name = {};  // "create_tracks"
  std::string sql = {};   // one or more statements
};

struct Component {
  std::string name = {};  // "jobs", or a plugin's id
  std::vector<Migration> migrations = {};
};

// The component in `folder`: files `0001_name.sql`, or for one engine `0001_name.sqlite.sql` and
// `0001_name.postgres.sql` (a version has either the common file or one for each engine). A folder that does not exist
// is no migrations. Errors: invalid, naming the file (bad name, a version twice, a gap, empty, no file for the engine).
base::Result<Component> load_migrations(std::string component, const std::string& folder, Dialect dialect);

struct PendingMigration {
  std::string component;
  int version = 0;
  std::string name;
};

// What migrate() would do, without doing it: `veza migrate --dry-run`. The same errors as migrate().
base::Result<std::vector<PendingMigration>> pending(Database& database, const std::vector<Component>& components);

// Brings each component up to date, in the order given; returns what was applied. Hosts that do so at once wait for
// each other, and each migration is applied by one of them. Stops at the first error; what
// was applied before stays. Errors: conflict - an applied migration whose text changed, or a database newer than the
// code: a sentence naming component and file and what to do. Others as the database gives them, naming the migration.
base::Result<std::vector<PendingMigration>> migrate(Database& database, const std::vector<Component>& components,
                                                    const base::Clock& clock = base::now_ms);

}  // namespace veza::data
