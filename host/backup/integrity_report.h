// The integrity check as it is done by night, by hand and through the API: examine, write down, and remove only what an
// earlier report has named.
#pragma once
#include <optional>

#include "backup/integrity.h"
#include "base/clock.h"
#include "base/json.h"

namespace veza::backup {

enum class Remove {
  nothing,
  reported,      // orphans that an earlier report named
  reported_day,  // orphans that a report a day ago or longer named, and all since
};

struct CheckOptions {
  Remove remove = Remove::nothing;
  base::Clock clock = base::now_ms;
};

// The report: {"id", "created_at", "blobs", "bytes", "unclaimed", "missing_count", "missing": [{"plugin","key"}],
// "orphan_count", "orphan_bytes", "orphans": [{"plugin","key","size","first_seen"}], "faults": [{"plugin","problem"}],
// "removed_count", "removed_bytes"}; the lists have at most a thousand items. What was removed is among the orphans of
// the report that removed it. [blocks]
base::Result<base::Json> check_integrity(data::Database& database, blobs::Store& blobs,
                                         const std::vector<BlobOwner>& owners, const CheckOptions& options = {});

// The newest report; nothing before the first. The last hundred are kept.
base::Result<std::optional<base::Json>> last_report(data::Session& database);

}  // namespace veza::backup
