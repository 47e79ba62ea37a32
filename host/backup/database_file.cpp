#include "backup/database_file.h"

#include <algorithm>
#include <map>

#include "data/schema.h"
#include "data/sqlite.h"

namespace veza::backup {
namespace {

using base::Code;

// Ends a copy from within its progress callback, which has no other way.
struct Stopped {};

// component → the highest version the database has had.
base::Result<std::map<std::string, int64_t>> applied(data::Session& database) {
  std::map<std::string, int64_t> versions;
  auto read = database.query("SELECT component, max(version) FROM veza_migrations GROUP BY component", {},
                             [&](const data::RowView& row) -> base::Status {
                               versions[std::string(row.text(0))] = row.integer(1);
                               return {};
                             });
  if (!read) return base::fail_while("reading which migrations the database has had", read.error());
  return versions;
}

// No more than what `versions` has: a plugin that is switched off may be behind its files.
void leave_out_later(std::vector<data::Component>& components, const std::map<std::string, int64_t>& versions) {
  for (auto& component : components) {
    const auto at = versions.find(component.name);
    const int64_t last = at == versions.end() ? 0 : at->second;
    std::erase_if(component.migrations, [&](const auto& migration) { return migration.version > last; });
  }
}

// Rows that migrations made: the site may have changed or removed its own.
base::Status empty(data::Database& database) {
  auto tables = data::tables(database);
  if (!tables) return base::fail(tables.error());
  std::reverse(tables->begin(), tables->end());
  return database.write([&](data::Transaction& tx) -> base::Status {
    for (const auto& table : *tables) {
      if (auto done = data::clear_table(tx, table); !done) return done;
    }
    return {};
  });
}

base::Result<DatabaseFile> copy(const Source& source, data::Session& then, const std::string& path,
                                const Watch& watch) {
  const auto versions = applied(then);
  if (!versions) return base::fail(versions.error());
  auto components = source.migrations(data::Dialect::sqlite);
  if (!components) return base::fail(components.error());
  leave_out_later(*components, *versions);
  auto file = data::open_sqlite({.path = path});
  if (!file) return base::fail(file.error());
  if (auto made = data::migrate(**file, *components); !made) return base::fail(made.error());
  if (auto done = empty(**file); !done) return base::fail(done.error());
  data::DatabaseCopyOptions options;
  options.progress = [&](const data::DatabaseCopyProgress& at) {
    watch.show(
        {Progress::Unit::rows, at.table, static_cast<uint64_t>(at.rows_done), static_cast<uint64_t>(at.rows_total)});
    if (!watch.go_on()) throw Stopped();
  };
  try {
    DatabaseFile made;
    options.left_out = &made.left_out;
    auto copied = data::copy_database(then, **file, options);
    if (!copied) return base::fail(copied.error());
    made.tables = std::move(*copied);
    return made;
  } catch (const Stopped&) {
    return base::fail(watch.go_on().error());
  }
}

}  // namespace

base::Result<DatabaseFile> write_database_file(const Source& source, const std::string& path, const Watch& watch) {
  DatabaseFile file;
  auto done = source.database.snapshot([&](data::Session& then) -> base::Status {
    auto copied = copy(source, then, path, watch);
    if (!copied) return base::fail(copied.error());
    file = std::move(*copied);
    return {};
  });
  if (!done) return base::fail_while("copying the database", done.error());
  return file;
}

base::Result<std::vector<data::TableCopy>> checksums(data::Session& database, const Watch& watch) {
  const auto tables = data::tables(database);
  if (!tables) return base::fail(tables.error());
  std::vector<data::TableCopy> sums;
  for (const auto& table : *tables) {
    if (auto go = watch.go_on(); !go) return base::fail(go.error());
    watch.show({Progress::Unit::rows, table.name, sums.size(), tables->size()});
    auto sum = data::table_checksum(database, table);
    if (!sum) return base::fail_while("reading the table " + table.name, sum.error());
    sums.push_back(std::move(*sum));
  }
  return sums;
}

}  // namespace veza::backup
