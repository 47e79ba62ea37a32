// Removes backups that are past their time, and bytes that no backup names any more.
#pragma once
#include <string>
#include <vector>

#include "backup/progress.h"
#include "backup/repository.h"
#include "backup/retention.h"
#include "base/clock.h"
#include "data/database.h"

namespace veza::backup {

struct PruneOptions {
  Retention retention = {};
  std::string work_folder = {};
  // Entries of the pool younger than this stay whatever happens.
  int64_t young_ms = 24LL * 3600 * 1000;
  Watch watch = {};
  base::Clock clock = base::now_ms;
};

struct Pruned {
  std::vector<std::string> removed;     // backups past their time, oldest first
  std::vector<std::string> unfinished;  // what killed ones left
  size_t kept = 0;
  uint64_t entries = 0, bytes = 0;  // of the pool
};

// [blocks] Errors: conflict - a backup is being made (lease.h). When a backup that stays cannot be read, no entry of
// the pool is removed, and that is the error.
base::Result<Pruned> prune(data::Database& database, Repository& repository, const PruneOptions& options);

}  // namespace veza::backup
