// What tables a database has, as far as copying them needs it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "data/database.h"

namespace veza::data {

struct Table {
  struct Column {
    std::string name;
    bool text = false;       // compared as text: in PostgreSQL by the bytes only when told so
    bool generated = false;  // an identity: the database gives the next number where none is given
  };
  std::string name;
  std::vector<Column> columns;          // in order; computed ones are left out
  std::vector<size_t> key;              // the primary key, as places in `columns`; empty when there is none
  std::vector<std::string> references;  // tables its foreign keys point to
};

// Every table but veza_migrations and those the engine or a full-text index keeps for itself; each after those it
// references. Errors: internal when tables reference each other in a circle.
base::Result<std::vector<Table>> tables(Session& database);

// The highest number the table's generated column has given so far, also to rows that are gone; nothing when it has
// no such column or has given none.
base::Result<std::optional<int64_t>> last_generated(Session& database, const Table& table);
// From now on numbers above `value` are given.
base::Status set_last_generated(Transaction& tx, const Table& table, int64_t value);

// Removes every row, also where the table's triggers refuse it (an append-only log): for a copy of the database that
// takes the place of what is there.
base::Status clear_table(Transaction& tx, const Table& table);

// "name" as an identifier in SQL.
std::string quoted(const std::string& name);

}  // namespace veza::data
