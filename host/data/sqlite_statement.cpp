#include "data/sqlite_statement.h"

#include <climits>

#include "base/text.h"
#include "data/sqlite_error.h"

namespace veza::data {
namespace {

using base::Code;

std::string quoted(std::string_view sql) { return "\"" + std::string(sql.substr(0, 80)) + "\""; }

int bind_one(sqlite3_stmt* statement, int index, const ValueView& value) {
  // A null pointer would bind NULL, and an empty text is not one.
  const char* bytes = value.text().empty() ? "" : value.text().data();
  switch (value.type()) {
    case Type::null:
      return sqlite3_bind_null(statement, index);
    case Type::integer:
      return sqlite3_bind_int64(statement, index, value.integer());
    case Type::real:
      return sqlite3_bind_double(statement, index, value.real());
    case Type::text:
      return sqlite3_bind_text64(statement, index, bytes, value.text().size(), SQLITE_STATIC, SQLITE_UTF8);
    case Type::blob:
      return sqlite3_bind_blob64(statement, index, bytes, value.text().size(), SQLITE_STATIC);
  }
  return SQLITE_MISUSE;
}

ValueView column(sqlite3_stmt* statement, int i) {
  // The pointer before the size: asking for it may convert the value.
  switch (sqlite3_column_type(statement, i)) {
    case SQLITE_INTEGER:
      return static_cast<int64_t>(sqlite3_column_int64(statement, i));
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, i);
    case SQLITE_TEXT: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
      return std::string_view(text, static_cast<size_t>(sqlite3_column_bytes(statement, i)));
    }
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, i));
      return BlobView{{bytes, static_cast<size_t>(sqlite3_column_bytes(statement, i))}};
    }
    default:
      return nullptr;
  }
}

// Whether nothing but blanks, comments and semicolons is left: a statement that prepares to nothing.
bool only_blank(sqlite3* db, std::string_view rest) {
  while (!rest.empty()) {
    sqlite3_stmt* next = nullptr;
    const char* tail = nullptr;
    const int code = sqlite3_prepare_v2(db, rest.data(), static_cast<int>(rest.size()), &next, &tail);
    sqlite3_finalize(next);
    if (code != SQLITE_OK || next || tail == rest.data()) return false;
    rest.remove_prefix(static_cast<size_t>(tail - rest.data()));
  }
  return true;
}

}  // namespace

SqliteStatement::SqliteStatement(SqliteStatement&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr)),
      busy_(other.busy_),
      parameter_(std::move(other.parameter_)),
      parameters_(other.parameters_),
      columns_(std::move(other.columns_)) {}

base::Result<SqliteStatement> SqliteStatement::prepare(sqlite3* db, std::string_view sql, bool keep) {
  if (sql.size() > INT_MAX) return base::fail(Code::too_large, "the SQL text is too long");
  sqlite3_stmt* handle = nullptr;
  const char* tail = nullptr;
  const unsigned flags = keep ? SQLITE_PREPARE_PERSISTENT : 0;
  if (sqlite3_prepare_v3(db, sql.data(), static_cast<int>(sql.size()), flags, &handle, &tail) != SQLITE_OK) {
    return base::fail(sqlite_error(db, sql));
  }
  SqliteStatement statement(handle);
  if (!handle) return base::fail(Code::internal, "no SQL statement in " + quoted(sql));
  if (!only_blank(db, sql.substr(static_cast<size_t>(tail - sql.data())))) {
    return base::fail(Code::internal, "more than one SQL statement in " + quoted(sql));
  }
  if (auto numbered = statement.number_parameters(sql); !numbered) return base::fail(numbered.error());
  return statement;
}

base::Status SqliteStatement::number_parameters(std::string_view sql) {
  const int count = sqlite3_bind_parameter_count(handle_);
  for (int index = 1; index <= count; ++index) {
    const char* name = sqlite3_bind_parameter_name(handle_, index);
    const auto number = name && *name == '$' ? base::to_int(name + 1) : std::nullopt;
    if (!number || *number < 1 || *number > 999) {
      return base::fail(Code::internal,
                        std::string("the parameter ") + (name ? name : "?") + " is not $1, $2 … in " + quoted(sql));
    }
    parameter_.push_back(static_cast<size_t>(*number) - 1);
    parameters_ = std::max(parameters_, static_cast<size_t>(*number));
  }
  return {};
}

base::Status SqliteStatement::bind(sqlite3* db, std::string_view sql, Params params) {
  if (params.size() != parameters_) {
    return base::fail(Code::internal, std::to_string(params.size()) + " parameters were given and " +
                                          std::to_string(parameters_) + " are in " + quoted(sql));
  }
  for (size_t i = 0; i < parameter_.size(); ++i) {
    if (bind_one(handle_, static_cast<int>(i) + 1, params[parameter_[i]]) != SQLITE_OK) {
      return base::fail(sqlite_error(db, sql));
    }
  }
  return {};
}

base::Status SqliteStatement::step(sqlite3* db, std::string_view sql, const RowCallback& each, bool& callback_failed) {
  for (;;) {
    const int code = sqlite3_step(handle_);
    if (code == SQLITE_DONE) return {};
    if (code != SQLITE_ROW) return base::fail(sqlite_error(db, sql));
    if (!each) continue;
    // A changed schema may have given "*" more columns since it was prepared.
    columns_.resize(static_cast<size_t>(sqlite3_data_count(handle_)));
    for (size_t i = 0; i < columns_.size(); ++i) columns_[i] = column(handle_, static_cast<int>(i));
    if (auto status = each(RowView(columns_)); !status) {
      callback_failed = true;
      return status;
    }
  }
}

base::Status SqliteStatement::run(sqlite3* db, std::string_view sql, Params params, const RowCallback& each,
                                  bool& callback_failed) {
  // Also when the callback throws: a statement left open would hold its snapshot.
  struct Reset {
    SqliteStatement& of;
    ~Reset() {
      sqlite3_reset(of.handle_);
      sqlite3_clear_bindings(of.handle_);
      of.busy_ = false;
    }
  };
  busy_ = true;
  const Reset reset{*this};
  if (auto bound = bind(db, sql, params); !bound) return bound;
  return step(db, sql, each, callback_failed);
}

}  // namespace veza::data
