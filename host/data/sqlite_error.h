// SQLite's result codes as our errors.
#pragma once
#include <sqlite3.h>

#include <string_view>

#include "base/error.h"

namespace veza::data {

// The code for an extended result code (https://www.sqlite.org/rescode.html).
base::Code sqlite_code(int extended);

// The error of the last call on `db`; `sql` is shown, cut to 80 characters, where the statement itself is at fault.
base::Error sqlite_error(sqlite3* db, std::string_view sql);

}  // namespace veza::data
