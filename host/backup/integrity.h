// Whether rows and blobs fit together: rows without their blobs, blobs without a row.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "backup/references.h"
#include "blobs/store.h"
#include "data/database.h"

namespace veza::backup {

struct Orphan {
  std::string plugin, key;
  uint64_t size = 0;
  int64_t modified_ms = 0;
};

struct Findings {
  uint64_t blobs = 0, bytes = 0;
  uint64_t unclaimed = 0;            // blobs that no plugin here answers for; left alone
  std::vector<MissingBlob> missing;  // rows without blobs
  std::vector<Orphan> orphans;       // blobs without rows
  std::vector<ReferenceFault> faults;
};

// An upload's blob is there before its row: a blob younger than this is no orphan.
inline constexpr int64_t orphan_age_ms = 24LL * 3600 * 1000;

// [blocks] The site may run: what looks missing is looked for again, so that a track just being deleted is not
// reported.
base::Result<Findings> examine(data::Database& database, blobs::Store& blobs, const std::vector<BlobOwner>& owners,
                               int64_t now_ms);

}  // namespace veza::backup
