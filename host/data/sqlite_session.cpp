#include "data/sqlite_session.h"

#include <climits>

#include "data/sqlite_error.h"

namespace veza::data {

using base::Code;

SqliteSession::SqliteSession(sqlite3* db, const SqliteOptions& options, Role role)
    : db_(db), role_(role), statements_(options.cached_statements), commands_(32) {}

SqliteSession::~SqliteSession() {
  statements_.clear();
  commands_.clear();
  sqlite3_close_v2(db_);
}

base::Result<std::unique_ptr<SqliteSession>> SqliteSession::open(const SqliteOptions& options, Role role) {
  sqlite3* db = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(options.path.c_str(), &db, flags, nullptr);
  std::unique_ptr<SqliteSession> session(new SqliteSession(db, options, role));
  const std::string doing = "opening the database " + options.path;
  if (code != SQLITE_OK) return base::fail_while(doing, {sqlite_code(code), sqlite3_errstr(code)});
  if (auto status = session->configure(options); !status) return base::fail_while(doing, status.error());
  return session;
}

base::Status SqliteSession::configure(const SqliteOptions& options) {
  sqlite3_busy_timeout(db_, options.busy_timeout_ms);
  // Text in double quotes is a name, as in PostgreSQL; the file's own schema gets no special trust.
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  const char* pragmas[] = {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON",
                           "PRAGMA temp_store = MEMORY", "PRAGMA journal_size_limit = 67108864"};
  for (const char* pragma : pragmas) {
    if (auto status = command(pragma); !status) return status;
  }
  if (role_ == Role::reader) {
    if (auto status = command("PRAGMA query_only = ON"); !status) return status;
  }
  sqlite3_set_authorizer(db_, &SqliteSession::authorize, this);
  return {};
}

namespace {

// FTS5 asks for the first on its own account; the others only tell what tables there are.
bool is_harmless_pragma(std::string_view name) {
  return name == "data_version" || name == "table_list" || name == "table_info" || name == "foreign_key_list";
}

}  // namespace

int SqliteSession::authorize(void* self, int action, const char* first, const char*, const char*, const char*) {
  if (static_cast<SqliteSession*>(self)->own_command_) return SQLITE_OK;
  switch (action) {
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
      return SQLITE_DENY;
    case SQLITE_PRAGMA:
      return first && is_harmless_pragma(first) ? SQLITE_OK : SQLITE_DENY;
    default:
      return SQLITE_OK;
  }
}

base::Status SqliteSession::query(std::string_view sql, Params params, const RowCallback& each, bool& callback_failed) {
  auto statement = statements_.get(db_, sql);
  if (!statement) return base::fail(statement.error());
  if (role_ == Role::reader && !(*statement)->read_only()) {
    return base::fail(Code::invalid,
                      "a query outside a transaction may only read: \"" + std::string(sql.substr(0, 80)) + "\"");
  }
  return (*statement)->run(db_, sql, params, each, callback_failed);
}

base::Result<int64_t> SqliteSession::execute(std::string_view sql, Params params) {
  // sqlite3_changes() keeps the count of an earlier statement when this one changes nothing by its kind (DDL).
  const auto before = sqlite3_total_changes64(db_);
  bool ignored = false;
  if (auto status = query(sql, params, nullptr, ignored); !status) return base::fail(status.error());
  return sqlite3_total_changes64(db_) == before ? 0 : static_cast<int64_t>(sqlite3_changes64(db_));
}

base::Status SqliteSession::script(std::string_view sql) {
  if (sql.size() > INT_MAX) return base::fail(Code::too_large, "the SQL script is too long");
  while (!sql.empty()) {
    sqlite3_stmt* statement = nullptr;
    const char* tail = nullptr;
    const int prepared = sqlite3_prepare_v2(db_, sql.data(), static_cast<int>(sql.size()), &statement, &tail);
    const std::string_view text = sql.substr(0, static_cast<size_t>((tail ? tail : sql.data()) - sql.data()));
    if (prepared != SQLITE_OK) return base::fail(sqlite_error(db_, sql));
    int code = SQLITE_ROW;
    while (statement && code == SQLITE_ROW) code = sqlite3_step(statement);
    base::Status status;
    if (statement && code != SQLITE_DONE) status = base::fail(sqlite_error(db_, text));
    sqlite3_finalize(statement);
    if (!status) return status;
    sql.remove_prefix(text.size());
  }
  return {};
}

base::Status SqliteSession::command(std::string_view sql) {
  own_command_ = true;
  bool ignored = false;
  auto statement = commands_.get(db_, sql);
  base::Status status;
  if (statement) {
    status = (*statement)->run(db_, sql, {}, nullptr, ignored);
  } else {
    status = base::fail(statement.error());
  }
  own_command_ = false;
  return status;
}

bool SqliteSession::violates_deferred_keys() const {
  int violated = 0;
  int unused = 0;
  sqlite3_db_status(db_, SQLITE_DBSTATUS_DEFERRED_FKS, &violated, &unused, 0);
  return violated != 0;
}

}  // namespace veza::data
