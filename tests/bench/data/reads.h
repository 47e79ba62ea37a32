// What a read costs: through veza.db/1 as a plugin makes it, through the Database below it, and through the engine's
// own interface.
#pragma once

namespace veza::bench {

inline constexpr const char* keyed_sql = "SELECT id, name, size, score FROM bench WHERE id = $1";
inline constexpr const char* thousand_sql = "SELECT id, name, size, score FROM bench ORDER BY id LIMIT 1000";

// Prints {keyed_read,thousand_rows}_{sdk,database,raw}_us and small_write_us. The engine is the one the environment
// names (tests/support/database.h); `folder` is for SQLite's file.
void reads(const char* folder);

}  // namespace veza::bench
