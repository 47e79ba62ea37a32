// The site's secret keys, as rows: every host on the database has the same ones, and a backup of it holds them. Whoever
// can write the database can make himself an admin anyway; a leak of it calls for new keys (see rotate()) and sessions.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "data/database.h"

namespace veza::identity {

struct StoredKey {
  int64_t serial = 0;  // 1, 2, 3 …
  std::string secret;
  int64_t created_ms = 0;
};

// The keys of that name, youngest first. [worker]
base::Result<std::vector<StoredKey>> stored_keys(data::Session& session, std::string_view name);

// Adds a key unless the serial is taken: of two hosts that make one at the same time, the first wins and both read
// its key afterwards. [worker]
base::Status store_key(data::Database& db, std::string_view name, const StoredKey& key);

// 32 random bytes under that name, made when there are none. Errors (internal): the row holds something else. [worker]
base::Result<std::string> load_or_create_secret(data::Database& db, std::string_view name, const base::Clock& clock);

}  // namespace veza::identity
