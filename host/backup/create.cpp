#include "backup/create.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include "backup/collect.h"
#include "backup/database_file.h"
#include "backup/gzip_file.h"
#include "backup/lease.h"
#include "backup/site_files.h"
#include "backup/snapshot_name.h"
#include "backup/work_folder.h"
#include "data/sqlite.h"

namespace veza::backup {
namespace {

using base::Code;

constexpr int most_snapshots = 3;

// The newest backup's list, to learn digests from. None when there is no backup or it cannot be read: this one then
// reads every blob, and is whole.
struct Earlier {
  BlobList list;
  int64_t begun_ms = 0;
};

Earlier earlier(const Repository& repository, const std::string& folder) {
  const auto manifest = repository.manifest("latest");
  if (!manifest) return {};
  auto list = repository.blob_list(*manifest, folder);
  if (!list) return {};
  return {std::move(*list), snapshot_time(manifest->name).value_or(0)};
}

class Creation {
 public:
  Creation(const Source& source, Repository& repository, const CreateOptions& options, WorkFolder folder, Pool pool)
      : source_(source),
        repository_(repository),
        options_(options),
        folder_(std::move(folder)),
        pool_(std::move(pool)),
        earlier_(earlier(repository, folder_.path())) {}

  base::Result<Created> run(Lease& lease) {
    if (auto named = choose_name(); !named) return base::fail(named.error());
    if (auto found = collect_blobs(); !found) return base::fail(found.error());
    for (int round = 1; round <= most_snapshots; ++round) {
      if (auto copied = copy_once(); !copied) return base::fail(copied.error());
      // What was missing before as well is not on its way: the site lacks it.
      const bool settled = missing_.empty() || missing_ == manifest_.missing;
      manifest_.missing = missing_;
      if (settled) break;
    }
    if (auto put = put_parts(); !put) return base::fail(put.error());
    Pool::sync();
    if (auto held = lease.still_held(); !held) return base::fail(held.error());
    if (auto put = repository_.put_manifest(manifest_); !put) return base::fail(put.error());
    return Created{std::move(manifest_), pool_.added_bytes()};
  }

 private:
  // By the second; another of the same second is put off to the next.
  base::Status choose_name() {
    const auto names = repository_.names();
    if (!names) return base::fail(names.error());
    const auto is_taken = [&](const std::string& name) {
      const auto is_in = [&](const auto& list) { return std::find(list.begin(), list.end(), name) != list.end(); };
      return is_in(names->complete) || is_in(names->unfinished);
    };
    int64_t time = options_.clock();
    while (is_taken(snapshot_name(time))) time += 1000;
    manifest_.name = snapshot_name(time);
    manifest_.created_at = base::rfc3339(time);
    manifest_.veza = source_.version;
    manifest_.engine = source_.database.describe();
    return {};
  }

  // All blobs that are there now; returns the list before.
  base::Result<BlobList> collect_blobs() {
    const int64_t now = options_.clock();
    auto found = collect(source_.blobs, pool_, {{list_, begun_ms_}, {earlier_.list, earlier_.begun_ms}},
                         {options_.parallel, options_.watch});
    if (!found) return base::fail(found.error());
    begun_ms_ = now;
    return std::exchange(list_, std::move(*found));
  }

  // The database, then the blobs again, then what its rows need.
  base::Status copy_once() {
    std::error_code ignored;
    std::filesystem::remove(database_file(), ignored);
    auto file = write_database_file(source_, database_file(), options_.watch);
    if (!file) return base::fail(file.error());
    manifest_.tables = std::move(file->tables);
    manifest_.left_out = std::move(file->left_out);
    const auto before = collect_blobs();
    if (!before) return base::fail(before.error());
    auto rows = data::open_sqlite({.path = database_file()});
    if (!rows) return base::fail(rows.error());
    if (source_.erased) {
      auto erased = source_.erased(**rows);
      if (!erased) return base::fail(erased.error());
      manifest_.erased = std::move(*erased);
    }
    keep_needed(**rows, *before);
    missing_ = cover(**rows, source_.owners, keys_of(list_)).missing;
    return {};
  }

  // A blob that went since the round before is in the pool: it stays in the list when a row of the copy needs it, or
  // nobody can say.
  void keep_needed(data::Session& rows, const BlobList& before) {
    BlobList gone;
    std::set_difference(before.begin(), before.end(), list_.begin(), list_.end(), std::back_inserter(gone),
                        [](const auto& a, const auto& b) { return a.key < b.key; });
    if (gone.empty()) return;
    const auto found = cover(rows, source_.owners, keys_of(gone));
    const auto middle = static_cast<std::ptrdiff_t>(list_.size());
    for (size_t i = 0; i < gone.size(); ++i) {
      if (found.needed[i] || !found.claimed[i]) list_.push_back(std::move(gone[i]));
    }
    std::inplace_merge(list_.begin(), list_.begin() + middle, list_.end(),
                       [](const auto& a, const auto& b) { return a.key < b.key; });
  }

  base::Status put_parts() {
    auto files = collect_files(source_.files, pool_);
    if (!files) return base::fail(files.error());
    manifest_.files = std::move(*files);
    const std::string packed = folder_.file("database.sqlite.gz"), listed = folder_.file("blobs.gz");
    if (auto done = gzip_file(database_file(), packed); !done) return done;
    auto database = repository_.put_part(manifest_.name, "database.sqlite.gz", packed);
    if (!database) return base::fail(database.error());
    manifest_.database = std::move(*database);
    if (auto done = write_blob_list(list_, listed); !done) return done;
    auto blobs = repository_.put_part(manifest_.name, "blobs.gz", listed);
    if (!blobs) return base::fail(blobs.error());
    manifest_.blobs = std::move(*blobs);
    manifest_.blob_count = list_.size();
    manifest_.blob_bytes = bytes_of(list_);
    return {};
  }

  std::string database_file() const { return folder_.file("database.sqlite"); }

  const Source& source_;
  Repository& repository_;
  const CreateOptions& options_;
  WorkFolder folder_;
  Pool pool_;
  Earlier earlier_;
  Manifest manifest_;
  BlobList list_;         // of the last round
  int64_t begun_ms_ = 0;  // the last round
  std::vector<MissingBlob> missing_;
};

base::Result<std::unique_ptr<Lease>> take_turn(const Source& source, const CreateOptions& options) {
  using std::chrono::steady_clock;
  const auto end = steady_clock::now() + std::chrono::milliseconds(options.patience_ms);
  for (;;) {
    auto lease = Lease::take(source.database, "a backup", options.clock);
    if (lease || lease.error().code != Code::conflict || steady_clock::now() >= end) return lease;
    if (auto go = options.watch.go_on(); !go) return base::fail(go.error());
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
}

}  // namespace

base::Result<Created> create(const Source& source, Repository& repository, const CreateOptions& options) {
  auto lease = take_turn(source, options);
  if (!lease) return base::fail(lease.error());
  auto folder = WorkFolder::make(source.work_folder);
  if (!folder) return base::fail(folder.error());
  auto pool = repository.pool();
  if (!pool) return base::fail(pool.error());
  return Creation(source, repository, options, std::move(*folder), std::move(*pool)).run(**lease);
}

}  // namespace veza::backup
