#include "app/running_hosts.h"

#include <algorithm>

#include "base/clock.h"
#include "data/schema.h"

namespace veza::app {

base::Status check_no_host_runs(data::Database& database) {
  const auto tables = data::tables(database);
  if (!tables) return base::fail(tables.error());
  const auto leases = std::find_if(tables->begin(), tables->end(),
                                   [](const data::Table& table) { return table.name == "event_consumers"; });
  if (leases == tables->end()) return {};
  const auto is_column = [&](const std::string& name) {
    return std::any_of(leases->columns.begin(), leases->columns.end(),
                       [&](const auto& column) { return column.name == name; });
  };
  // A database of an older version knew no other hosts.
  if (!is_column("held_by") || !is_column("held_until")) return {};
  const auto held = database.row(
      "SELECT name FROM event_consumers WHERE held_by IS NOT NULL AND held_until > $1 LIMIT 1", {base::now_ms()});
  if (!held) return base::fail(held.error());
  if (!*held) return {};
  return base::fail(base::Code::conflict, "a server of the site runs on " + database.describe() +
                                              ": stop every server first (one that was killed a moment ago is "
                                              "forgotten after 15 seconds)");
}

}  // namespace veza::app
