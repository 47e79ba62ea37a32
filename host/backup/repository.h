// Where backups are: a blob store with snapshots/<name>/… and a pool of bytes that all of them share.
//
//     snapshots/20261121T101500Z/manifest.json        written last: without it there is no backup
//     snapshots/20261121T101500Z/database.sqlite.gz
//     snapshots/20261121T101500Z/blobs.gz             which key had which bytes
//     pool/ab/<sha256>                                the bytes of blobs and files
//
// One repository is for one site. Errors name the backup.
#pragma once
#include <string>
#include <vector>

#include "backup/blob_list.h"
#include "backup/manifest.h"
#include "backup/pool.h"
#include "blobs/store.h"

namespace veza::backup {

// Whether reading a backup failed for what the backup is, rather than for a store that is away or a wish to stop.
bool is_damage(const base::Error& error);

class Repository {
 public:
  explicit Repository(blobs::Store& store) : store_(&store) {}
  std::string describe() const { return store_->describe(); }

  struct Names {
    std::vector<std::string> complete;    // oldest first
    std::vector<std::string> unfinished;  // begun and not ended, or half removed
  };
  base::Result<Names> names() const;
  // `latest` stands for the newest one. not_found says which there are.
  base::Result<Manifest> manifest(const std::string& name) const;
  base::Result<Pool> pool() const { return Pool::open(*store_); }

  // The file at `path` becomes `file` of the snapshot.
  base::Result<Part> put_part(const std::string& name, const std::string& file, const std::string& path);
  // The other way; conflict when it is not what the manifest says.
  base::Status fetch_part(const std::string& name, const Part& part, const std::string& path) const;
  base::Status check_part(const std::string& name, const Part& part) const;  // it is there, of its size
  base::Result<BlobList> blob_list(const Manifest& manifest, const std::string& work_folder) const;
  // Makes it a backup.
  base::Status put_manifest(const Manifest& manifest);

  // Reads an entry of the pool; conflict at its end when it is damaged.
  base::Result<blobs::Reader> read(const Digest& digest) const;

  // The manifest first, so that what is half removed is no backup.
  base::Status remove(const std::string& name);
  base::Status remove_entry(const Digest& digest) { return store_->remove(Pool::key(digest)); }

 private:
  blobs::Store* store_;
};

}  // namespace veza::backup
