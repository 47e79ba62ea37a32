#include "backup/restore.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "backup/database_file.h"
#include "backup/gzip_file.h"
#include "backup/parallel.h"
#include "backup/site_files.h"
#include "backup/work.h"
#include "backup/work_folder.h"
#include "base/file.h"
#include "base/text.h"
#include "blobs/copy_stores.h"
#include "data/schema.h"
#include "data/sqlite.h"

namespace veza::backup {
namespace {

using base::Code;

// Ends a copy from within its progress callback, which has no other way.
struct Stopped {};

std::string marker(const std::string& folder) { return folder + "/restoring"; }

class Restoration {
 public:
  Restoration(const Repository& repository, const RestoreTarget& target, const RestoreOptions& options,
              WorkFolder folder, Manifest manifest)
      : repository_(repository), target_(target), options_(options), folder_(std::move(folder)) {
    done_.manifest = std::move(manifest);
  }

  base::Result<Restored> run() {
    const std::string& name = done_.manifest.name;
    const auto begun = unfinished_restore(target_.folder);
    if (begun && *begun != name && !options_.force) {
      return base::fail(Code::conflict, "a restore of the backup " + *begun + " into " + target_.folder +
                                            " was cut short: finish that one, or replace what it left with --force");
    }
    // --force begins again: what is there may not be what that restore left.
    const bool resumed = begun && *begun == name && !options_.force;
    // Read before anything is touched.
    const auto list = repository_.blob_list(done_.manifest, folder_.path());
    if (!list) return base::fail(list.error());
    auto rows = open_backup();
    if (!rows) return base::fail(rows.error());
    if (!resumed && !options_.force) {
      if (auto empty = check_empty(); !empty) return base::fail(empty.error());
    }
    if (auto written = base::write_file(marker(target_.folder), name + "\n", 0600); !written)
      return base::fail(written.error());
    if (auto done = prepare_tables(!resumed); !done) return base::fail(done.error());
    if (auto done = copy_rows(**rows); !done) return base::fail(done.error());
    if (auto done = restore_blobs(*list); !done) return base::fail(done.error());
    auto files = restore_files(repository_, done_.manifest, target_.prefixes, target_.folder);
    if (!files) return base::fail(files.error());
    done_.damaged.insert(done_.damaged.end(), files->begin(), files->end());
    if (auto whole = check_damaged(); !whole) return base::fail(whole.error());
    // Blobs were written without waiting for the disk, a sync each; this waits for all.
    ::sync();
    // Last, as rows that are changed here are not the backup's any more.
    if (auto done = forget_backup(); !done) return base::fail(done.error());
    if (options_.finish) {
      if (auto done = options_.finish(target_.database); !done) return base::fail(done.error());
    }
    std::error_code error;
    std::filesystem::remove(marker(target_.folder), error);
    if (error) return base::fail(Code::unavailable, "cannot remove " + marker(target_.folder) + ": " + error.message());
    return std::move(done_);
  }

 private:
  // Unpacked, and brought up to this version.
  base::Result<std::unique_ptr<data::Database>> open_backup() {
    const std::string packed = folder_.file("database.sqlite.gz"), file = folder_.file("database.sqlite");
    auto done = repository_.fetch_part(done_.manifest.name, done_.manifest.database, packed);
    if (done) done = gunzip_file(packed, file);
    if (!done) return base::fail(done.error());
    auto database = data::open_sqlite({.path = file});
    if (!database) return base::fail(database.error());
    const auto components = options_.migrations(data::Dialect::sqlite);
    if (!components) return base::fail(components.error());
    auto migrated = data::migrate(**database, *components);
    if (!migrated) return base::fail_while("bringing the backup up to this version", migrated.error());
    return database;
  }

  base::Status check_empty() {
    const auto tables = data::tables(target_.database);
    if (!tables) return base::fail(tables.error());
    const std::string advice =
        "; restore into an empty place (--to DIR, or other settings), or replace what is there with --force";
    for (const auto& table : *tables) {
      const auto row = target_.database.row("SELECT 1 FROM " + data::quoted(table.name) + " LIMIT 1");
      if (!row) return base::fail(row.error());
      if (*row) {
        return base::fail(Code::conflict, target_.database.describe() + " holds a site: the table " + table.name +
                                              " has rows" + advice);
      }
    }
    const auto blobs = target_.blobs.list("");
    if (!blobs) return base::fail(blobs.error());
    if (blobs->empty()) return {};
    return base::fail(Code::conflict, target_.blobs.describe() + " holds files" + advice);
  }

  // What migrations put there, or --force replaces, goes.
  base::Status prepare_tables(bool empty) {
    const auto components = options_.migrations(target_.database.dialect());
    if (!components) return base::fail(components.error());
    auto migrated = data::migrate(target_.database, *components);
    if (!migrated) return base::fail_while("making the tables", migrated.error());
    if (!empty) return {};
    auto tables = data::tables(target_.database);
    if (!tables) return base::fail(tables.error());
    std::reverse(tables->begin(), tables->end());
    return target_.database.write([&](data::Transaction& tx) -> base::Status {
      for (const auto& table : *tables) {
        if (auto cleared = data::clear_table(tx, table); !cleared) return cleared;
      }
      return {};
    });
  }

  base::Status copy_rows(data::Database& rows) {
    data::DatabaseCopyOptions options;
    options.progress = [&](const data::DatabaseCopyProgress& at) {
      options_.watch.show(
          {Progress::Unit::rows, at.table, static_cast<uint64_t>(at.rows_done), static_cast<uint64_t>(at.rows_total)});
      if (!options_.watch.go_on()) throw Stopped();
    };
    try {
      const auto copied = data::copy_database(rows, target_.database, options);
      if (!copied) return base::fail_while("restoring the rows", copied.error());
      for (const auto& table : *copied) done_.rows += table.rows;
      return {};
    } catch (const Stopped&) {
      return options_.watch.go_on();
    }
  }

  base::Status restore_blobs(const BlobList& list) {
    base::Guarded<Progress> progress{{Progress::Unit::bytes, "files", 0, bytes_of(list)}};
    return for_each(list.size(), options_.parallel, [&](size_t i) -> base::Status {
      if (auto go = options_.watch.go_on(); !go) return go;
      const auto there = is_there(list[i]);
      if (!there) return base::fail(there.error());
      base::Result<bool> put = false;
      if (!*there) put = restore_blob(list[i]);
      if (!put) return base::fail_while("restoring " + list[i].key, put.error());
      progress.with([&](Progress& at) {
        at.done += list[i].size;
        if (*there) ++done_.blobs_there;
        if (*put) ++done_.blobs_copied;
        if (!*there && !*put) done_.damaged.push_back(list[i].key);
        options_.watch.show(at);
      });
      return {};
    });
  }

  base::Result<bool> is_there(const BlobEntry& entry) {
    const auto size = target_.blobs.size(entry.key);
    if (!size && size.error().code == Code::not_found) return false;
    if (!size) return base::fail(size.error());
    if (*size != entry.size) return false;
    const auto digest = blobs::sha256_of(target_.blobs, entry.key);
    if (!digest) return base::fail(digest.error());
    return *digest == to_hex(entry.sha256);
  }

  // False: the backup does not have it whole.
  base::Result<bool> restore_blob(const BlobEntry& entry) {
    bool damaged = false;
    const auto source = repository_.read(entry.sha256);
    if (!source && is_damage(source.error())) return false;
    if (!source) return base::fail(source.error());
    const blobs::Reader reader = [&](char* buffer, size_t size) {
      auto count = (*source)(buffer, size);
      damaged = damaged || (!count && is_damage(count.error()));
      return count;
    };
    auto put = target_.blobs.put_known(entry.key, reader, to_hex(entry.sha256), blobs::Durability::relaxed);
    if (!put && !damaged) return base::fail(put.error());
    return put.has_value();
  }

  base::Status check_damaged() {
    auto& damaged = done_.damaged;
    std::sort(damaged.begin(), damaged.end());
    if (damaged.empty() || options_.skip_damaged) return {};
    const std::string others = damaged.size() == 1 ? "" : " and " + std::to_string(damaged.size() - 1) + " more";
    return base::fail(Code::invalid, "the backup lacks the file " + damaged.front() + others +
                                         ", or it is damaged there (`veza backup verify` names each); everything else "
                                         "is restored, and --skip-damaged finishes without");
  }

  // The backup was being made when it was made: that lease is nobody's here, and that job is not to be done again.
  base::Status forget_backup() {
    const auto tables = data::tables(target_.database);
    if (!tables) return base::fail(tables.error());
    const bool jobs =
        std::any_of(tables->begin(), tables->end(), [](const auto& table) { return table.name == "jobs"; });
    return target_.database.write([&](data::Transaction& tx) -> base::Status {
      auto removed = tx.execute("DELETE FROM backup_lease");
      if (removed && jobs) {
        removed = tx.execute("DELETE FROM jobs WHERE kind = $1 AND state IN ('queued', 'running')", {backup_job});
      }
      return removed ? base::Status() : base::fail(removed.error());
    });
  }

  const Repository& repository_;
  const RestoreTarget& target_;
  const RestoreOptions& options_;
  WorkFolder folder_;
  Restored done_;
};

}  // namespace

std::optional<std::string> unfinished_restore(const std::string& folder) {
  const auto text = base::read_file(marker(folder), 1024);
  if (!text) return std::nullopt;
  return std::string(base::trim(*text));
}

base::Result<Restored> restore(const Repository& repository, const std::string& name, const RestoreTarget& target,
                               const RestoreOptions& options) {
  auto manifest = repository.manifest(name);
  if (!manifest) return base::fail(manifest.error());
  auto folder = WorkFolder::make(options.work_folder);
  if (!folder) return base::fail(folder.error());
  return Restoration(repository, target, options, std::move(*folder), std::move(*manifest)).run();
}

}  // namespace veza::backup
