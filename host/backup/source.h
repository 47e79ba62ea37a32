// What a backup is made of, and what one is put back into: handed in by the composition root.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "backup/references.h"
#include "base/error.h"
#include "blobs/store.h"
#include "data/database.h"
#include "data/migrations.h"

namespace veza::backup {

// A folder or file of the site that goes into backups as `name`, "config/veza.properties" or "plugins".
struct FileSource {
  std::string name, path;
  std::vector<std::string> without = {};  // names of folders and files left out, wherever they are below
};

struct Source {
  data::Database& database;
  blobs::Store& blobs;
  std::vector<BlobOwner> owners = {};
  // Every component of this version of Veza and the plugins it has.
  std::function<base::Result<std::vector<data::Component>>(data::Dialect)> migrations = {};
  std::vector<FileSource> files = {};
  // The ids of people who are erased, by the copy of the database: a later restore of an older backup must not bring
  // them back, so the manifest lists them. Empty: nobody is.
  std::function<base::Result<std::vector<std::string>>(data::Session& rows)> erased = {};
  std::string work_folder = {};  // on a disk with room for the database
  std::string version = {};      // Veza's
};

}  // namespace veza::backup
