#include "backup/verify.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "backup/database_file.h"
#include "backup/gzip_file.h"
#include "backup/parallel.h"
#include "backup/work_folder.h"
#include "blobs/folder_store.h"
#include "data/sqlite.h"

namespace veza::backup {
namespace {

using base::Code;

constexpr size_t most_sentences = 100;

class Verification {
 public:
  Verification(const Repository& repository, const std::vector<BlobOwner>& owners, const VerifyOptions& options,
               WorkFolder folder, Manifest manifest)
      : repository_(repository), owners_(owners), options_(options), folder_(std::move(folder)) {
    found_.with([&](Verified& found) { found.manifest = manifest; });
    manifest_ = std::move(manifest);
  }

  base::Result<Verified> run() {
    auto list = repository_.blob_list(manifest_, folder_.path());
    if (!list) {
      differ("The list of its files: " + list.error().message);
    } else if (list->size() != manifest_.blob_count || bytes_of(*list) != manifest_.blob_bytes) {
      differ("The list of its files is not the one the manifest counts.");
    }
    const auto pool = repository_.pool();
    if (!pool) return base::fail(pool.error());
    if (auto part = repository_.check_part(manifest_.name, manifest_.database); !part) differ(part.error().message);
    if (list) check_presence(*pool, *list);
    if (!options_.quick) {
      if (auto done = restore_and_compare(list ? *list : BlobList()); !done) return base::fail(done.error());
    }
    return found_.with([](Verified& found) {
      std::sort(found.differences.begin(), found.differences.end());
      return std::move(found);
    });
  }

 private:
  // The first thing that is wrong with a file; what follows from it is not said as well.
  void differ_about(const std::string& file, const std::string& sentence) {
    if (named_.with([&](auto& named) { return named.insert(file).second; })) differ(sentence);
  }

  void differ(const std::string& sentence) {
    found_.with([&](Verified& found) {
      if (found.differences.size() < most_sentences) {
        found.differences.push_back(sentence);
      } else {
        ++found.more;
      }
    });
  }

  void check_presence(const Pool& pool, const BlobList& list) {
    for (const auto& entry : list) {
      if (!pool.has(entry.sha256, entry.size)) {
        differ_about(entry.key, "The file " + entry.key + " is not in the pool, or has another size there.");
      }
    }
    for (const auto& file : manifest_.files) {
      if (!pool.has(file.sha256, file.size)) {
        differ_about(file.path, "The file " + file.path + " is not in the pool, or has another size there.");
      }
    }
  }

  base::Status restore_and_compare(const BlobList& list) {
    // The database is some five times as big unpacked.
    if (auto room = folder_.check_room(manifest_.blob_bytes + 6 * manifest_.database.size); !room) return room;
    blobs::FolderOptions options;
    options.root = folder_.file("blobs");
    auto store = blobs::open_folder(options);
    if (!store) return base::fail(store.error());
    if (auto done = restore_blobs(**store, list); !done) return done;
    check_files();
    auto rows = open_database();
    if (!rows && rows.error().code == Code::cancelled) return base::fail(rows.error());
    if (!rows) {
      differ("The database: " + rows.error().message);
      return {};
    }
    if (auto done = compare_tables(**rows); !done) return done;
    return compare_references(**rows, **store);
  }

  base::Status restore_blobs(blobs::Store& store, const BlobList& list) {
    base::Guarded<Progress> progress{{Progress::Unit::bytes, "files", 0, bytes_of(list)}};
    return for_each(list.size(), options_.parallel, [&](size_t i) -> base::Status {
      if (auto go = options_.watch.go_on(); !go) return go;
      const auto& entry = list[i];
      const auto reader = repository_.read(entry.sha256);
      // What is not there at all has been said.
      if (reader) {
        auto put = store.put(entry.key, *reader, blobs::Durability::relaxed);
        // No room here is no fault of the backup's.
        if (!put && put.error().code == Code::unavailable) return base::fail(put.error());
        if (!put) differ_about(entry.key, "The file " + entry.key + " is damaged in " + Pool::key(entry.sha256) + ".");
      }
      progress.with([&](Progress& at) {
        at.done += entry.size;
        options_.watch.show(at);
      });
      return {};
    });
  }

  void check_files() {
    for (const auto& file : manifest_.files) {
      auto reader = repository_.read(file.sha256);
      std::string buffer(256U << 10, '\0');
      while (reader) {
        const auto count = (*reader)(buffer.data(), buffer.size());
        if (!count) differ_about(file.path, "The file " + file.path + " is damaged in " + Pool::key(file.sha256) + ".");
        if (!count || *count == 0) break;
      }
    }
  }

  base::Result<std::unique_ptr<data::Database>> open_database() {
    const std::string packed = folder_.file("database.sqlite.gz"), file = folder_.file("database.sqlite");
    auto done = repository_.fetch_part(manifest_.name, manifest_.database, packed);
    if (done) done = gunzip_file(packed, file);
    if (!done) return base::fail(done.error());
    return data::open_sqlite({.path = file});
  }

  base::Status compare_tables(data::Session& rows) {
    const auto sums = checksums(rows, options_.watch);
    if (!sums && sums.error().code == Code::cancelled) return base::fail(sums.error());
    if (!sums) {
      differ("The database: " + sums.error().message);
      return {};
    }
    for (const auto& wanted : manifest_.tables) {
      const auto at = std::find_if(sums->begin(), sums->end(), [&](const auto& s) { return s.table == wanted.table; });
      if (at == sums->end()) {
        differ("The table " + wanted.table + " is not in the database.");
      } else if (at->rows != wanted.rows || at->checksum != wanted.checksum) {
        differ("The table " + wanted.table + " has " + std::to_string(at->rows) + " rows where " +
               std::to_string(wanted.rows) + " were written, or rows that differ.");
      }
    }
    return {};
  }

  base::Status compare_references(data::Session& rows, blobs::Store& store) {
    const auto there = store.list("");
    if (!there) return base::fail(there.error());
    std::vector<std::string_view> keys;
    for (const auto& blob : *there) keys.emplace_back(blob.key);
    const auto found = cover(rows, owners_, keys);
    for (const auto& fault : found.faults) differ("What " + fault.plugin + " needs cannot be asked: " + fault.problem);
    for (const auto& blob : found.missing) {
      const auto& known = manifest_.missing;
      if (std::find(known.begin(), known.end(), blob) == known.end()) {
        differ_about(blob.key,
                     "A row of " + blob.plugin + " needs the file " + blob.key + ", which is not in the backup.");
      }
    }
    size_t unneeded = 0;
    for (size_t i = 0; i < keys.size(); ++i) unneeded += found.claimed[i] && !found.needed[i] ? 1 : 0;
    found_.with([&](Verified& answer) { answer.unneeded = unneeded; });
    return {};
  }

  const Repository& repository_;
  const std::vector<BlobOwner>& owners_;
  const VerifyOptions& options_;
  WorkFolder folder_;
  Manifest manifest_;
  base::Guarded<Verified> found_;
  base::Guarded<std::set<std::string>> named_;
};

}  // namespace

base::Result<Verified> verify(const Repository& repository, const std::string& name,
                              const std::vector<BlobOwner>& owners, const VerifyOptions& options) {
  auto manifest = repository.manifest(name);
  if (!manifest && (manifest.error().code == Code::invalid || manifest.error().code == Code::unsupported)) {
    Verified found;
    found.manifest.name = name;
    found.differences.push_back(manifest.error().message);
    return found;
  }
  if (!manifest) return base::fail(manifest.error());
  auto folder = WorkFolder::make(options.work_folder);
  if (!folder) return base::fail(folder.error());
  return Verification(repository, owners, options, std::move(*folder), std::move(*manifest)).run();
}

}  // namespace veza::backup
