#include "backup/integrity.h"

#include <algorithm>

namespace veza::backup {
namespace {

// Those of `missing` that rows still need and the store still lacks.
base::Result<std::vector<MissingBlob>> still_missing(data::Database& database, blobs::Store& blobs,
                                                     const std::vector<BlobOwner>& owners,
                                                     const std::vector<MissingBlob>& missing) {
  if (missing.empty()) return missing;
  std::vector<MissingBlob> absent;
  for (const auto& blob : missing) {
    const auto there = blobs.exists(blob.key);
    if (!there && there.error().code != base::Code::invalid) return base::fail(there.error());
    if (!there || !*there) absent.push_back(blob);
  }
  // Every key a row needs now is "missing" where no key is given.
  const auto needed = cover(database, owners, {}).missing;
  std::erase_if(absent, [&](const MissingBlob& blob) {
    const auto at = std::lower_bound(needed.begin(), needed.end(), blob, [](const auto& a, const auto& b) {
      return std::tie(a.plugin, a.key) < std::tie(b.plugin, b.key);
    });
    return at == needed.end() || !(*at == blob);
  });
  return absent;
}

}  // namespace

base::Result<Findings> examine(data::Database& database, blobs::Store& blobs, const std::vector<BlobOwner>& owners,
                               int64_t now_ms) {
  const auto there = blobs.list("");
  if (!there) return base::fail_while("listing " + blobs.describe(), there.error());
  std::vector<std::string_view> keys;
  keys.reserve(there->size());
  for (const auto& blob : *there) keys.emplace_back(blob.key);
  const auto found = cover(database, owners, keys);
  Findings findings;
  findings.blobs = there->size();
  findings.faults = found.faults;
  for (size_t i = 0; i < there->size(); ++i) {
    const auto& blob = (*there)[i];
    findings.bytes += blob.size;
    if (!found.claimed[i] && !found.needed[i]) ++findings.unclaimed;
    if (found.claimed[i] && !found.needed[i] && blob.modified_ms < now_ms - orphan_age_ms) {
      findings.orphans.push_back({found.owners[i], blob.key, blob.size, blob.modified_ms});
    }
  }
  auto missing = still_missing(database, blobs, owners, found.missing);
  if (!missing) return base::fail(missing.error());
  findings.missing = std::move(*missing);
  return findings;
}

}  // namespace veza::backup
