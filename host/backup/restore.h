// Puts a backup back: rows into a database of either engine, blobs into a store, plugins' state and settings into a
// folder. No server of the site runs meanwhile.
//
// While it is under way, a file `restoring` in the folder holds the backup's name. A restore that was cut short is
// finished by running it again: rows and blobs that are there already are compared and left alone. A server must not
// start on the folder before that.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "backup/progress.h"
#include "backup/repository.h"
#include "backup/source.h"

namespace veza::backup {

struct RestoreTarget {
  data::Database& database;
  blobs::Store& blobs;
  std::string folder;                 // the data folder
  std::vector<std::string> prefixes;  // of files to restore into it: "plugins/"
};

struct RestoreOptions {
  // Replace what is there: rows are deleted, blobs with the backup's keys replaced. Other blobs stay.
  bool force = false;
  // Go on without files that the backup lacks or that are damaged in it, and tell them at the end.
  bool skip_damaged = false;
  std::function<base::Result<std::vector<data::Component>>(data::Dialect)> migrations = {};
  // Runs on the restored database before the restore counts as finished: again, when it was cut short.
  std::function<base::Status(data::Database&)> finish = {};
  std::string work_folder = {};
  size_t parallel = 4;
  Watch watch = {};
};

struct Restored {
  Manifest manifest;
  int64_t rows = 0;
  uint64_t blobs_copied = 0, blobs_there = 0;
  std::vector<std::string> damaged = {};  // keys and paths of files that were left out, sorted
};

// [blocks] Every file is tried, so that one that is damaged does not keep back the others. Errors: conflict - the
// database or the store holds something already and force is not set, or another restore into this folder was cut
// short; invalid - the backup is damaged, or has tables this site's plugins do not.
base::Result<Restored> restore(const Repository& repository, const std::string& name, const RestoreTarget& target,
                               const RestoreOptions& options);

// The backup whose restore into the folder was cut short, if one was.
std::optional<std::string> unfinished_restore(const std::string& folder);

}  // namespace veza::backup
