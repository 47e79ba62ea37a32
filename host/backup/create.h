// Makes a backup while the site runs.
//
// Consistent without a pause: blobs go into the pool first, then the database is copied as it is at one moment, then
// the blobs that came since. A blob is put before its row is written, so every row of the copy has its blobs in one of
// the two rounds, unless something was deleted just then: what the rows need is checked (references.h), and the
// database copied again when a blob is missing. What is missing each time is missing on the site; the manifest says so.
//
// Killed at any point it leaves entries of the pool, and a snapshot without manifest: prune removes both.
#pragma once
#include <cstdint>

#include "backup/progress.h"
#include "backup/repository.h"
#include "backup/source.h"
#include "base/clock.h"
#include "base/log.h"

namespace veza::backup {

struct CreateOptions {
  size_t parallel = 4;
  // How long to wait for another create or prune to end, or for one that was killed to be forgotten.
  int64_t patience_ms = 0;
  Watch watch = {};
  base::Clock clock = base::now_ms;
};

struct Created {
  Manifest manifest;
  uint64_t added_bytes = 0;  // what the pool did not have yet
};

// [blocks] Errors: conflict - another create or prune runs (lease.h); cancelled; others as the stores give them.
base::Result<Created> create(const Source& source, Repository& repository, const CreateOptions& options = {});

}  // namespace veza::backup
