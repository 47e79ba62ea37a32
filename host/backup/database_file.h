// A site's database as one SQLite file, whatever engine the site uses.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "backup/progress.h"
#include "backup/source.h"
#include "data/copy_database.h"

namespace veza::backup {

struct DatabaseFile {
  std::vector<data::TableCopy> tables;  // as compared
  std::vector<std::string> left_out;    // tables that no component makes: their plugin was removed
};

// Every table as it is at one moment, into a new file. The file's tables are made by the migrations the site's database
// has had. Errors: as the databases give them.
base::Result<DatabaseFile> write_database_file(const Source& source, const std::string& path, const Watch& watch);

// The checksums of an open file's tables, to be compared with those the backup has written down.
base::Result<std::vector<data::TableCopy>> checksums(data::Session& database, const Watch& watch);

}  // namespace veza::backup
