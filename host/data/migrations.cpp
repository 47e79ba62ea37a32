#include "data/migrations.h"

#include <cstdio>
#include <map>

#include "base/crypto.h"

namespace veza::data {
namespace {

using base::Code;

constexpr std::string_view create_table =
    "CREATE TABLE IF NOT EXISTS veza_migrations ("
    "component TEXT NOT NULL, version BIGINT NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL, "
    "applied_at BIGINT NOT NULL, PRIMARY KEY (component, version))";

struct Applied {
  std::string name;
  std::string checksum;
};
using AppliedByVersion = std::map<int, Applied>;

std::string label(int version, const std::string& name) {
  char digits[16];
  std::snprintf(digits, sizeof digits, "%04d_", version);
  return digits + name;
}

base::Result<bool> table_exists(Database& database) {
  const bool sqlite = database.dialect() == Dialect::sqlite;
  auto found = database.row(sqlite ? "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'veza_migrations'"
                                   : "SELECT 1 FROM information_schema.tables WHERE table_name = 'veza_migrations' "
                                     "AND table_schema = current_schema()");
  if (!found) return base::fail(found.error());
  return found->has_value();
}

base::Result<AppliedByVersion> applied(Database& database, const std::string& component) {
  AppliedByVersion found;
  auto exists = table_exists(database);
  if (!exists) return base::fail(exists.error());
  if (!*exists) return found;
  auto status = database.query("SELECT version, name, checksum FROM veza_migrations WHERE component = $1", {component},
                               [&](const RowView& row) -> base::Status {
                                 found[static_cast<int>(row[0].integer())] = {row[1].string(), row[2].string()};
                                 return {};
                               });
  if (!status) return base::fail(status.error());
  return found;
}

// How the code's list and the database's agree; the domain rule, without I/O.
base::Status check(const Component& component, const AppliedByVersion& done) {
  const auto& migrations = component.migrations;
  for (size_t i = 0; i < migrations.size(); ++i) {
    if (migrations[i].version != static_cast<int>(i) + 1) {
      return base::fail(Code::invalid, "the migrations of " + component.name + " have no version " +
                                           std::to_string(i + 1) + " where it belongs, but " +
                                           label(migrations[i].version, migrations[i].name));
    }
  }
  if (!done.empty() && done.rbegin()->first > static_cast<int>(migrations.size())) {
    const auto& [version, newest] = *done.rbegin();
    return base::fail(Code::conflict, "the database is newer than this version of " + component.name +
                                          ": it has migration " + label(version, newest.name) + ", and " +
                                          std::to_string(migrations.size()) +
                                          " is the last one known here. Install the version that wrote it, or restore "
                                          "the backup from before that upgrade");
  }
  bool open = false;
  for (const Migration& migration : migrations) {
    const std::string file = label(migration.version, migration.name);
    const auto found = done.find(migration.version);
    if (found == done.end()) {
      open = true;
    } else if (open) {
      return base::fail(Code::conflict, "migration " + file + " of " + component.name +
                                            " is applied but one before it is not: the table veza_migrations was "
                                            "changed by hand. Restore a backup");
    } else if (found->second.checksum != base::sha256_hex(migration.sql)) {
      return base::fail(Code::conflict, "migration " + file + " of " + component.name +
                                            " was changed after it was applied to this database. Put its original text "
                                            "back, and make the change in a new migration");
    }
  }
  return {};
}

base::Result<std::vector<const Migration*>> open_migrations(Database& database, const Component& component) {
  auto done = applied(database, component.name);
  if (!done) return base::fail_while("reading the migrations of " + component.name, done.error());
  if (auto status = check(component, *done); !status) return base::fail(status.error());
  std::vector<const Migration*> open;
  for (const Migration& migration : component.migrations) {
    if (!done->contains(migration.version)) open.push_back(&migration);
  }
  return open;
}

// Another host may be migrating, too. Until the transaction ends; hosts of other schemas have locks of their own.
base::Status keep_others_out(Transaction& tx) {
  if (tx.dialect() == Dialect::sqlite) return {};
  return tx.script("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.veza_migrations', 0))");
}

base::Result<bool> is_applied(Transaction& tx, const std::string& component, int version) {
  auto row = tx.row("SELECT 1 FROM veza_migrations WHERE component = $1 AND version = $2", {component, version});
  if (!row) return base::fail(row.error());
  return row->has_value();
}

// False when another host has done it meanwhile.
base::Result<bool> apply(Database& database, const std::string& component, const Migration& migration, int64_t now_ms) {
  const std::string checksum = base::sha256_hex(migration.sql);
  bool ours = false;
  auto status = database.write([&](Transaction& tx) -> base::Status {
    if (auto alone = keep_others_out(tx); !alone) return alone;
    auto done = is_applied(tx, component, migration.version);
    if (!done) return base::fail(done.error());
    ours = !*done;
    if (!ours) return {};
    if (auto ran = tx.script(migration.sql); !ran) return ran;
    auto recorded = tx.execute(
        "INSERT INTO veza_migrations (component, version, name, checksum, applied_at) VALUES ($1, $2, $3, $4, $5)",
        {component, migration.version, migration.name, checksum, now_ms});
    if (!recorded) return base::fail(recorded.error());
    return {};
  });
  if (status) return ours;
  return base::fail_while("applying migration " + label(migration.version, migration.name) + " of " + component,
                          status.error());
}

}  // namespace

base::Result<std::vector<PendingMigration>> pending(Database& database, const std::vector<Component>& components) {
  std::vector<PendingMigration> all;
  for (const Component& component : components) {
    auto open = open_migrations(database, component);
    if (!open) return base::fail(open.error());
    for (const Migration* migration : *open) all.push_back({component.name, migration->version, migration->name});
  }
  return all;
}

base::Result<std::vector<PendingMigration>> migrate(Database& database, const std::vector<Component>& components,
                                                    const base::Clock& clock) {
  // Every refusal before the first change.
  if (auto checked = pending(database, components); !checked) return checked;
  auto made = database.write([](Transaction& tx) -> base::Status {
    if (auto alone = keep_others_out(tx); !alone) return alone;
    return tx.script(create_table);
  });
  if (!made) return base::fail_while("making the table of migrations", made.error());
  std::vector<PendingMigration> done;
  for (const Component& component : components) {
    auto open = open_migrations(database, component);
    if (!open) return base::fail(open.error());
    for (const Migration* migration : *open) {
      auto applied_now = apply(database, component.name, *migration, clock());
      if (!applied_now) return base::fail(applied_now.error());
      if (*applied_now) done.push_back({component.name, migration->version, migration->name});
    }
  }
  return done;
}

}  // namespace veza::data
