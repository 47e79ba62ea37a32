// What a backup holds: manifest.json, written last. Without it there is no backup.
//
//     {"format": 1, "name": "20261121T101500Z", "created_at": "2026-11-21T10:15:00.000Z", "veza": "0.1.0",
//      "engine": "PostgreSQL 15.4 at …",
//      "database": {"file": "database.sqlite.gz", "size": …, "sha256": "…",
//                   "tables": [{"table": "jobs", "rows": 12, "checksum": "…"}],
//                   "left_out": ["gear_items"]},
//      "blobs": {"file": "blobs.gz", "size": …, "sha256": "…", "count": 120, "bytes": 1234567},
//      "files": [{"path": "config/veza.properties", "size": …, "sha256": "…", "mode": 416}],
//      "missing": [{"plugin": "library", "key": "library/…/original"}],
//      "erased": ["018f…"]}
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "backup/digest.h"
#include "backup/references.h"
#include "base/json.h"
#include "data/copy_database.h"

namespace veza::backup {

// A file of the snapshot's own folder.
struct Part {
  std::string file;
  uint64_t size = 0;  // as it lies there, compressed
  Digest sha256{};
};

// A file of the site, in the pool.
struct FileEntry {
  std::string path;  // relative: "config/…", "policy/…", "plugins/…"
  uint64_t size = 0;
  Digest sha256{};
  unsigned mode = 0600;
};

struct Manifest {
  std::string name, created_at, veza, engine;
  Part database;
  std::vector<data::TableCopy> tables;
  std::vector<std::string> left_out;  // tables of plugins that were removed
  Part blobs;
  uint64_t blob_count = 0, blob_bytes = 0;
  std::vector<FileEntry> files;
  std::vector<std::string> erased;   // ids of people the site had erased
  std::vector<MissingBlob> missing;  // what rows needed and the site had not, when it was made
};

base::Json to_json(const Manifest& manifest);
// Errors (invalid) name the field; unsupported: written by a later Veza.
base::Result<Manifest> parse_manifest(std::string_view text);

}  // namespace veza::backup
