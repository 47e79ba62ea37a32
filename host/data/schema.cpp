#include "data/schema.h"

#include <algorithm>

namespace veza::data {
namespace {

// table_list tells ordinary tables from virtual ones and what those keep their data in.
constexpr std::string_view tables_sqlite =
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE "
    "'\\' AND name <> 'veza_migrations' ORDER BY name";
constexpr std::string_view tables_postgresql =
    "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema() AND "
    "table_type = 'BASE TABLE' AND table_name <> 'veza_migrations' ORDER BY 1";

// name, whether text, whether generated
constexpr std::string_view columns_sqlite =
    "SELECT i.name, upper(i.type) = 'TEXT', i.pk = 1 AND upper(i.type) = 'INTEGER' AND EXISTS (SELECT 1 FROM "
    "sqlite_schema s WHERE s.name = $1 AND upper(s.sql) LIKE '%AUTOINCREMENT%') FROM pragma_table_info($1) i ORDER BY "
    "i.cid";
constexpr std::string_view columns_postgresql =
    "SELECT column_name::text, data_type = 'text', is_identity = 'YES' FROM information_schema.columns WHERE "
    "table_schema = current_schema() AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position";

constexpr std::string_view key_sqlite = "SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk";
constexpr std::string_view key_postgresql =
    "SELECT a.attname::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = "
    "ANY(i.indkey) WHERE i.indrelid = quote_ident($1::text)::regclass AND i.indisprimary "
    "ORDER BY array_position(i.indkey::int2[], a.attnum)";

constexpr std::string_view references_sqlite = "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list($1)";
constexpr std::string_view references_postgresql =
    "SELECT DISTINCT t.relname::text FROM pg_constraint c JOIN pg_class t ON t.oid = c.confrelid WHERE c.contype = 'f' "
    "AND c.conrelid = quote_ident($1::text)::regclass";

base::Result<std::vector<std::string>> names(Session& database, std::string_view sql, Params params) {
  std::vector<std::string> found;
  auto read = database.query(sql, params, [&](const RowView& row) -> base::Status {
    found.push_back(row[0].string());
    return {};
  });
  if (!read) return base::fail(read.error());
  return found;
}

base::Result<Table> table(Session& database, const std::string& name) {
  const bool sqlite = database.dialect() == Dialect::sqlite;
  Table found{name, {}, {}, {}};
  auto columns =
      database.query(sqlite ? columns_sqlite : columns_postgresql, {name}, [&](const RowView& row) -> base::Status {
        found.columns.push_back({row[0].string(), row[1].boolean(), row[2].boolean()});
        return {};
      });
  if (!columns) return base::fail(columns.error());
  auto key = names(database, sqlite ? key_sqlite : key_postgresql, {name});
  if (!key) return base::fail(key.error());
  for (const std::string& column : *key) {
    const auto at = std::find_if(found.columns.begin(), found.columns.end(),
                                 [&](const Table::Column& each) { return each.name == column; });
    if (at != found.columns.end()) found.key.push_back(static_cast<size_t>(at - found.columns.begin()));
  }
  auto references = names(database, sqlite ? references_sqlite : references_postgresql, {name});
  if (!references) return base::fail(references.error());
  found.references = std::move(*references);
  std::erase(found.references, name);
  return found;
}

const Table::Column* generated(const Table& table) {
  const auto at =
      std::find_if(table.columns.begin(), table.columns.end(), [](const auto& each) { return each.generated; });
  return at == table.columns.end() ? nullptr : &*at;
}

}  // namespace

base::Status clear_table(Transaction& tx, const Table& table) {
  const std::string remove = "DELETE FROM " + quoted(table.name);
  // As a script: that has no time limit, and a large table takes its time.
  const auto refused = tx.savepoint([&] { return tx.script(remove); });
  if (refused) return {};
  if (tx.dialect() == Dialect::postgresql) {
    const std::string alter = "ALTER TABLE " + quoted(table.name);
    return tx.script(alter + " DISABLE TRIGGER USER; " + remove + "; " + alter + " ENABLE TRIGGER USER");
  }
  std::string without, again;
  auto read = tx.query("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = $1", {table.name},
                       [&](const RowView& row) -> base::Status {
                         without += "DROP TRIGGER " + quoted(row[0].string()) + "; ";
                         again += row[1].string() + "; ";
                         return {};
                       });
  if (!read) return read;
  if (again.empty()) return refused;
  return tx.script(without + remove + "; " + again);
}

std::string quoted(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) text.append(c == '"' ? 2 : 1, c);
  return text + "\"";
}

base::Result<std::vector<Table>> tables(Session& database) {
  auto all = names(database, database.dialect() == Dialect::sqlite ? tables_sqlite : tables_postgresql, {});
  if (!all) return base::fail_while("listing the tables", all.error());
  std::vector<Table> waiting;
  for (const std::string& name : *all) {
    auto one = table(database, name);
    if (!one) return base::fail_while("examining the table " + name, one.error());
    waiting.push_back(std::move(*one));
  }
  std::vector<Table> ordered;
  while (!waiting.empty()) {
    const auto ready = std::find_if(waiting.begin(), waiting.end(), [&](const Table& one) {
      return std::none_of(waiting.begin(), waiting.end(), [&](const Table& other) {
        return std::find(one.references.begin(), one.references.end(), other.name) != one.references.end();
      });
    });
    if (ready == waiting.end()) {
      return base::fail(base::Code::internal, "the table " + waiting.front().name + " references itself in a circle");
    }
    ordered.push_back(std::move(*ready));
    waiting.erase(ready);
  }
  return ordered;
}

base::Result<std::optional<int64_t>> last_generated(Session& database, const Table& table) {
  const auto* column = generated(table);
  if (column == nullptr) return std::nullopt;
  const bool sqlite = database.dialect() == Dialect::sqlite;
  auto row = sqlite ? database.row("SELECT seq FROM sqlite_sequence WHERE name = $1", {table.name})
                    : database.row(
                          "SELECT pg_sequence_last_value(pg_get_serial_sequence(quote_ident($1::text), "
                          "$2::text)::regclass)",
                          {table.name, column->name});
  if (!row) return base::fail(row.error());
  return *row ? (**row)[0].optional_integer() : std::nullopt;
}

base::Status set_last_generated(Transaction& tx, const Table& table, int64_t value) {
  const auto* column = generated(table);
  if (column == nullptr) return {};
  if (tx.dialect() == Dialect::postgresql) {
    return tx.query("SELECT setval(pg_get_serial_sequence(quote_ident($1::text), $2::text), $3)",
                    {table.name, column->name, value}, {});
  }
  auto changed = tx.execute("UPDATE sqlite_sequence SET seq = max(seq, $2) WHERE name = $1", {table.name, value});
  if (changed && *changed == 0)
    changed = tx.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)", {table.name, value});
  if (!changed) return base::fail(changed.error());
  return {};
}

}  // namespace veza::data
