// A site's blobs into the pool, reading only what no list knows already.
#pragma once
#include <vector>

#include "backup/blob_list.h"
#include "backup/pool.h"
#include "backup/progress.h"

namespace veza::backup {

// A list of earlier, to learn digests from.
struct KnownList {
  const BlobList& list;
  int64_t begun_ms = 0;  // when the listing it came from was begun
};

struct CollectOptions {
  size_t parallel = 4;
  Watch watch = {};
};

// Every blob that is there when it begins, the removed ones left out. A blob whose key, size and time of change stand
// in one of `known` is taken to be the same one, unless it was changed within two seconds of that list: the clock of a
// filesystem is coarse. Its digest must be in the pool, or it is read after all.
base::Result<BlobList> collect(blobs::Store& blobs, Pool& pool, const std::vector<KnownList>& known,
                               const CollectOptions& options);

}  // namespace veza::backup
