#include "backup/prune.h"

#include <unordered_set>

#include "backup/lease.h"
#include "backup/work_folder.h"

namespace veza::backup {
namespace {

using Digests = std::unordered_set<Digest, DigestHash>;

base::Result<Digests> named(const Repository& repository, const std::set<std::string>& names, const std::string& folder,
                            const Watch& watch) {
  Digests digests;
  for (const auto& name : names) {
    if (auto go = watch.go_on(); !go) return base::fail(go.error());
    const auto manifest = repository.manifest(name);
    if (!manifest) return base::fail(manifest.error());
    const auto list = repository.blob_list(*manifest, folder);
    if (!list) return base::fail(list.error());
    for (const auto& entry : *list) digests.insert(entry.sha256);
    for (const auto& file : manifest->files) digests.insert(file.sha256);
  }
  return digests;
}

base::Status remove_unnamed(Repository& repository, const Digests& digests, const PruneOptions& options,
                            Pruned& pruned) {
  const auto pool = repository.pool();
  if (!pool) return base::fail(pool.error());
  const int64_t before = options.clock() - options.young_ms;
  for (const auto& [digest, entry] : pool->entries()) {
    if (digests.contains(digest) || entry.modified_ms >= before) continue;
    if (auto go = options.watch.go_on(); !go) return go;
    if (auto removed = repository.remove_entry(digest); !removed) return removed;
    ++pruned.entries;
    pruned.bytes += entry.size;
  }
  return {};
}

}  // namespace

base::Result<Pruned> prune(data::Database& database, Repository& repository, const PruneOptions& options) {
  auto lease = Lease::take(database, "the removal of old backups", options.clock);
  if (!lease) return base::fail(lease.error());
  auto folder = WorkFolder::make(options.work_folder);
  if (!folder) return base::fail(folder.error());
  const auto names = repository.names();
  if (!names) return base::fail(names.error());
  const auto kept = to_keep(names->complete, options.retention);
  Pruned pruned;
  pruned.kept = kept.size();
  for (const auto& name : names->complete) {
    if (kept.contains(name)) continue;
    if (auto held = (*lease)->still_held(); !held) return base::fail(held.error());
    if (auto removed = repository.remove(name); !removed) return base::fail(removed.error());
    pruned.removed.push_back(name);
  }
  // With the lease held nobody is making one.
  for (const auto& name : names->unfinished) {
    if (auto removed = repository.remove(name); !removed) return base::fail(removed.error());
    pruned.unfinished.push_back(name);
  }
  const auto digests = named(repository, kept, folder->path(), options.watch);
  if (!digests) {
    return base::fail_while("looking for what the kept backups name (nothing of the pool was removed)",
                            digests.error());
  }
  if (auto held = (*lease)->still_held(); !held) return base::fail(held.error());
  if (auto removed = remove_unnamed(repository, *digests, options, pruned); !removed)
    return base::fail(removed.error());
  return pruned;
}

}  // namespace veza::backup
