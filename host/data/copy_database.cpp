#include "data/copy_database.h"

#include <algorithm>
#include <bit>

#include "base/crypto.h"
#include "data/schema.h"

namespace veza::data {
namespace {

constexpr int64_t batch_rows = 500;

std::string column_list(const Table& table) {
  std::string text;
  for (const auto& column : table.columns) text.append(text.empty() ? "" : ", ").append(quoted(column.name));
  return text;
}

// The key's columns as they are ordered and compared: text by its bytes, as SQLite does it, in PostgreSQL too.
std::string key_list(const Table& table, Dialect dialect, const char* after = "") {
  std::string text;
  for (const size_t place : table.key) {
    const auto& column = table.columns[place];
    text.append(text.empty() ? "" : ", ").append(quoted(column.name));
    if (column.text && dialect == Dialect::postgresql) text.append(" COLLATE \"C\"");
    text.append(after);
  }
  return text;
}

std::string parameters(size_t count) {
  std::string text;
  for (size_t i = 1; i <= count; ++i) text.append(i == 1 ? "$" : ", $").append(std::to_string(i));
  return text;
}

void append_number(std::string& out, uint64_t number) {
  for (int i = 0; i < 8; ++i) out.push_back(static_cast<char>(number >> (8 * i)));
}

// A row as bytes that no other row has.
void encode(const RowView& row, std::string& out) {
  out.clear();
  for (const ValueView& value : row.columns()) {
    out.push_back(static_cast<char>(value.type()));
    switch (value.type()) {
      case Type::null:
        break;
      case Type::integer:
        append_number(out, static_cast<uint64_t>(value.integer()));
        break;
      case Type::real:
        append_number(out, std::bit_cast<uint64_t>(value.real()));
        break;
      case Type::text:
      case Type::blob:
        append_number(out, value.text().size());
        out.append(value.text());
        break;
    }
  }
}

std::string hex(uint64_t number) {
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4) text.push_back("0123456789abcdef"[number >> shift & 15]);
  return text;
}

// The rows of `table` after the key `last`, at most a batch.
base::Result<std::vector<Row>> batch(Session& from, const Table& table, const std::vector<Value>& last) {
  const std::string key = key_list(table, from.dialect());
  std::string sql = "SELECT " + column_list(table) + " FROM " + quoted(table.name);
  std::vector<ValueView> params;
  if (!last.empty()) {
    sql += " WHERE (" + key + ") > (" + parameters(last.size()) + ")";
    params.assign(last.begin(), last.end());
  }
  sql += " ORDER BY " + key + " LIMIT " + std::to_string(batch_rows);
  return from.rows(sql, params);
}

base::Status insert(Database& to, const Table& table, const std::vector<Row>& rows) {
  const std::string sql = "INSERT INTO " + quoted(table.name) + " (" + column_list(table) + ") VALUES (" +
                          parameters(table.columns.size()) + ") ON CONFLICT DO NOTHING";
  return to.write([&](Transaction& tx) -> base::Status {
    std::vector<ValueView> params(table.columns.size());
    for (const Row& row : rows) {
      for (size_t i = 0; i < params.size(); ++i) params[i] = row[i];
      if (auto added = tx.execute(sql, params); !added) return base::fail(added.error());
    }
    return {};
  });
}

// The highest key that is there; empty for an empty table.
base::Result<std::vector<Value>> last_key(Database& to, const Table& table) {
  std::string names;
  for (const size_t place : table.key)
    names.append(names.empty() ? "" : ", ").append(quoted(table.columns[place].name));
  auto row = to.row("SELECT " + names + " FROM " + quoted(table.name) + " ORDER BY " +
                    key_list(table, to.dialect(), " DESC") + " LIMIT 1");
  if (!row) return base::fail(row.error());
  std::vector<Value> key;
  for (size_t i = 0; *row && i < table.key.size(); ++i) key.push_back((**row)[i].value());
  return key;
}

base::Result<int64_t> count(Session& database, const Table& table) {
  auto row = database.row("SELECT count(*) FROM " + quoted(table.name));
  if (!row) return base::fail(row.error());
  return *row ? (**row)[0].integer() : 0;
}

// What an earlier, shorter copy left is exactly the source's rows up to the last one there.
base::Status check_beginning(Session& from, Database& to, const Table& table, const std::vector<Value>& last) {
  if (last.empty()) return {};
  const std::vector<ValueView> params(last.begin(), last.end());
  auto mine = from.row("SELECT count(*) FROM " + quoted(table.name) + " WHERE (" + key_list(table, from.dialect()) +
                           ") <= (" + parameters(last.size()) + ")",
                       params);
  if (!mine) return base::fail(mine.error());
  auto theirs = count(to, table);
  if (!theirs) return base::fail(theirs.error());
  if (*mine && (**mine)[0].integer() == *theirs) return {};
  return base::fail(base::Code::conflict, "the target holds rows of " + table.name +
                                              " that the source does not; copy into an empty database");
}

base::Status copy_table(Session& from, Database& to, const Table& table, const std::function<void(size_t)>& done) {
  auto last = last_key(to, table);
  if (!last) return base::fail(last.error());
  if (auto sound = check_beginning(from, to, table, *last); !sound) return sound;
  for (;;) {
    auto rows = batch(from, table, *last);
    if (!rows) return base::fail(rows.error());
    if (rows->empty()) break;
    if (auto added = insert(to, table, *rows); !added) return added;
    for (size_t i = 0; i < table.key.size(); ++i) {
      last->resize(table.key.size());
      (*last)[i] = rows->back()[table.key[i]].value();
    }
    done(rows->size());
  }
  auto number = last_generated(from, table);
  if (!number) return base::fail(number.error());
  if (!*number) return {};
  return to.write([&](Transaction& tx) { return set_last_generated(tx, table, **number); });
}

auto find(const std::vector<Table>& tables, const std::string& name) {
  return std::find_if(tables.begin(), tables.end(), [&](const Table& each) { return each.name == name; });
}

// Why `to` cannot take the table; empty when it can.
std::string misfit(const Table& table, const std::vector<Table>& to) {
  const auto there = find(to, table.name);
  if (there == to.end()) return "the target has no table " + table.name;
  if (table.key.empty()) return "the table " + table.name + " has no primary key";
  for (const auto& column : table.columns) {
    if (std::none_of(there->columns.begin(), there->columns.end(),
                     [&](const auto& each) { return each.name == column.name; }))
      return "the target's table " + table.name + " has no column " + column.name;
  }
  return {};
}

}  // namespace

base::Result<TableCopy> table_checksum(Session& database, const Table& table, const std::function<void()>& batch_done) {
  TableCopy sum{table.name, 0, {}};
  uint64_t low = 0;
  uint64_t high = 0;
  std::string bytes;
  // In pieces, as a result may be held in memory whole.
  std::vector<Value> last;
  for (;;) {
    auto rows = batch(database, table, last);
    if (!rows) return base::fail(rows.error());
    if (rows->empty()) break;
    std::vector<ValueView> columns(table.columns.size());
    for (const Row& row : *rows) {
      for (size_t i = 0; i < columns.size(); ++i) columns[i] = row[i];
      encode(RowView(columns), bytes);
      const auto digest = base::sha256(bytes);
      for (int i = 0; i < 8; ++i) {
        low += static_cast<uint64_t>(digest[static_cast<size_t>(i)]) << (8 * i);
        high += static_cast<uint64_t>(digest[static_cast<size_t>(i) + 8]) << (8 * i);
      }
      ++sum.rows;
    }
    last.clear();
    for (const size_t place : table.key) last.push_back(rows->back()[place].value());
    if (batch_done) batch_done();
  }
  sum.checksum = hex(high) + hex(low);
  return sum;
}

base::Result<std::vector<TableCopy>> copy_database(Session& from, Database& to, const DatabaseCopyOptions& options) {
  auto source = tables(from);
  if (!source) return base::fail(source.error());
  const auto target = tables(to);
  if (!target) return base::fail(target.error());
  if (options.left_out) {
    std::erase_if(*source, [&](const Table& table) {
      if (find(*target, table.name) != target->end()) return false;
      options.left_out->push_back(table.name);
      return true;
    });
  }
  DatabaseCopyProgress progress;
  for (const Table& table : *source) {
    if (const std::string why = misfit(table, *target); !why.empty()) {
      return base::fail(base::Code::invalid, why + "; bring both to the same version of Veza with the same plugins");
    }
    auto rows = count(from, table);
    auto there = count(to, table);
    if (!rows || !there) return base::fail(rows ? there.error() : rows.error());
    progress.rows_total += *rows;
    progress.rows_done += std::min(*rows, *there);
  }
  std::vector<TableCopy> compared;
  for (const Table& table : *source) {
    progress.table = table.name;
    auto copied = copy_table(from, to, table, [&](size_t rows) {
      progress.rows_done += static_cast<int64_t>(rows);
      if (options.progress) options.progress(progress);
    });
    if (!copied) return base::fail_while("copying the table " + table.name, copied.error());
  }
  for (const Table& table : *source) {
    progress.table = "comparing " + table.name;
    const auto looked = [&] {
      if (options.progress) options.progress(progress);
    };
    auto mine = table_checksum(from, table, looked);
    auto theirs = table_checksum(to, table, looked);
    if (!mine || !theirs) {
      return base::fail_while("comparing the table " + table.name, mine ? theirs.error() : mine.error());
    }
    if (mine->rows != theirs->rows || mine->checksum != theirs->checksum) {
      return base::fail(base::Code::conflict,
                        "after copying, the table " + table.name + " has " + std::to_string(mine->rows) +
                            " rows here and " + std::to_string(theirs->rows) +
                            " there, or rows that differ; stop every server of the site and copy into an empty "
                            "database");
    }
    compared.push_back(std::move(*mine));
  }
  return compared;
}

}  // namespace veza::data
