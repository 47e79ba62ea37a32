// Whether a backup could be restored: by restoring it to a scratch place, and comparing.
#pragma once
#include <string>
#include <vector>

#include "backup/progress.h"
#include "backup/references.h"
#include "backup/repository.h"

namespace veza::backup {

struct VerifyOptions {
  // Only that the manifest can be read and that everything it names is there, of its size.
  bool quick = false;
  std::string work_folder = {};  // with room for the whole backup, unless quick
  size_t parallel = 4;
  Watch watch = {};
};

struct Verified {
  Manifest manifest;
  std::vector<std::string> differences;  // a sentence each, at most a hundred
  uint64_t more = 0;                     // differences beyond those
  size_t unneeded = 0;                   // blobs of it that no row needs; no fault
  bool sound() const { return differences.empty(); }
};

// [blocks] The database is unpacked and the checksum of each table computed again; every blob is copied to a folder,
// its SHA-256 computed on the way; then what the rows need is looked for in that folder. Errors are those that keep it
// from looking: not_found, no room; a damaged backup is an answer.
base::Result<Verified> verify(const Repository& repository, const std::string& name,
                              const std::vector<BlobOwner>& owners, const VerifyOptions& options);

}  // namespace veza::backup
