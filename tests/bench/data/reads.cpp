#include "reads.h"

#include "../../support/database.h"
#include "measure.h"
#include "plugin_db.h"
#include "raw.h"

namespace veza::bench {
namespace {

constexpr int rows = 10'000;

std::string key(int i) { return "key-" + std::to_string((int64_t{i} * 7919) % rows + rows); }

void fill(data::Database& database) {
  must(database.write([](data::Transaction& tx) {
    return tx.script(
        "CREATE TABLE bench (id TEXT PRIMARY KEY, name TEXT NOT NULL, size BIGINT NOT NULL, score DOUBLE PRECISION)");
  }));
  must(database.write([](data::Transaction& tx) -> base::Status {
    for (int i = 0; i < rows; ++i) {
      auto done = tx.execute("INSERT INTO bench VALUES ($1, $2, $3, $4)",
                             {key(i), "a name of some length " + std::to_string(i), int64_t{i} * 1'000'000, i * 0.5});
      if (!done) return base::fail(done.error());
    }
    return {};
  }));
}

// What each way reads, so that none can leave it out.
int64_t read_database(data::Database& database, const char* sql, data::Params params) {
  int64_t used = 0;
  must(database.query(sql, params, [&](const data::RowView& row) -> base::Status {
    used += static_cast<int64_t>(row.text(0).size() + row.text(1).size()) + row.integer(2) +
            static_cast<int64_t>(row.real(3));
    return {};
  }));
  return used;
}

int64_t read_sdk(const Db& db, const char* sql, const Params& params) {
  int64_t used = 0;
  db.query(sql, params, [&](const Row& row) {
    used += static_cast<int64_t>(row.view(0).size() + row.view(1).size()) + row.integer(2) +
            static_cast<int64_t>(row.real(3));
  });
  return used;
}

void small_write(data::Database& database, int i) {
  must(database.write([&](data::Transaction& tx) -> base::Status {
    auto done = tx.execute("UPDATE bench SET size = size + 1 WHERE id = $1", {key(i)});
    return done ? base::Status() : base::fail(done.error());
  }));
}

}  // namespace

void reads(const char* folder) {
  const data::TestDatabase place(std::string(folder) + "/reads.db");
  const auto database = must(place.open({.statement_timeout_ms = 0}));
  fill(*database);
  const PluginDb plugin(*database);
  const auto raw = data::on_postgres() ? raw_libpq(place.url()) : raw_sqlite(std::string(folder) + "/reads.db");

  int64_t sum = raw->thousand();
  if (sum != read_sdk(*plugin, thousand_sql, {}) || sum != read_database(*database, thousand_sql, {}))
    give_up("the three ways do not read the same rows");

  side_by_side(201, 100,
               {{"keyed_read_sdk_us", [&](int i) { sum += read_sdk(*plugin, keyed_sql, {key(i)}); }},
                {"keyed_read_database_us", [&](int i) { sum += read_database(*database, keyed_sql, {key(i)}); }},
                {"keyed_read_raw_us", [&](int i) { sum += raw->keyed(key(i)); }}});
  side_by_side(201, 3,
               {{"thousand_rows_sdk_us", [&](int) { sum += read_sdk(*plugin, thousand_sql, {}); }},
                {"thousand_rows_database_us", [&](int) { sum += read_database(*database, thousand_sql, {}); }},
                {"thousand_rows_raw_us", [&](int) { sum += raw->thousand(); }}});
  side_by_side(51, 5, {{"small_write_us", [&](int i) { small_write(*database, i); }}});
  if (sum == 42) give_up("by chance");
}

}  // namespace veza::bench
