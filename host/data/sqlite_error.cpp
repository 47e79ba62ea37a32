#include "data/sqlite_error.h"

namespace veza::data {

using base::Code;

base::Code sqlite_code(int extended) {
  switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
    case SQLITE_CONSTRAINT_FOREIGNKEY:
    case SQLITE_CONSTRAINT_TRIGGER:
      return Code::conflict;
    case SQLITE_CONSTRAINT_CHECK:
    case SQLITE_CONSTRAINT_NOTNULL:
    case SQLITE_CONSTRAINT_DATATYPE:
      return Code::invalid;
    default:
      break;
  }
  switch (extended & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_NOMEM:
    case SQLITE_PROTOCOL:
    case SQLITE_READONLY:
      return Code::unavailable;
    case SQLITE_NOTADB:
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH:
      return Code::invalid;
    default:
      return Code::internal;
  }
}

base::Error sqlite_error(sqlite3* db, std::string_view sql) {
  const int extended = sqlite3_extended_errcode(db);
  base::Error error{sqlite_code(extended), std::string("SQLite: ") + sqlite3_errmsg(db)};
  if (error.code == Code::internal) error.message.append(" in \"").append(sql.substr(0, 80)).append("\"");
  return error;
}

}  // namespace veza::data
