// The blobs of a backup: which key had which bytes.
//
// On disk a gzip text, a line each, sorted by key: "<sha256> <size> <modified, epoch ms> <key>".
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "backup/digest.h"
#include "base/error.h"

namespace veza::backup {

struct BlobEntry {
  std::string key;
  uint64_t size = 0;
  int64_t modified_ms = 0;
  Digest sha256{};
};

// Sorted by key, no key twice.
using BlobList = std::vector<BlobEntry>;

// Null when there is none.
const BlobEntry* find(const BlobList& list, std::string_view key);
std::vector<std::string_view> keys_of(const BlobList& list);
uint64_t bytes_of(const BlobList& list);

base::Status write_blob_list(const BlobList& list, const std::string& path);
// Errors (invalid): damaged, a line that is none, a key that is none, keys out of order.
base::Result<BlobList> read_blob_list(const std::string& path);

}  // namespace veza::backup
