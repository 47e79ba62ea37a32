// The bytes of all backups of a repository, each once: pool/ab/<sha256>.
#pragma once
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "backup/digest.h"
#include "base/guarded.h"
#include "blobs/store.h"

namespace veza::backup {

struct PoolEntry {
  uint64_t size = 0;
  int64_t modified_ms = 0;
};

// [any thread]
class Pool {
 public:
  // Lists what is there.
  static base::Result<Pool> open(blobs::Store& store);

  // An entry of another size is damaged, and counts as missing.
  bool has(const Digest& digest, uint64_t size) const;
  // What open() found and add() added.
  std::unordered_map<Digest, PoolEntry, DigestHash> entries() const;
  // Bytes that add() brought.
  uint64_t added_bytes() const;

  // Puts what `reader` gives, unless has(); conflict when it is not what the digest says. Not yet
  // durable: whoever names the entries in a backup calls sync() first.
  base::Status add(const Digest& digest, uint64_t size, const blobs::Reader& reader);
  // A small file that is in memory. Returns its digest.
  base::Result<Digest> add_bytes(std::string_view bytes);

  static void sync();

  static std::string key(const Digest& digest);

 private:
  struct State {
    std::unordered_map<Digest, PoolEntry, DigestHash> entries;
    uint64_t added_bytes = 0;
  };
  explicit Pool(blobs::Store& store) : store_(&store), state_(std::make_unique<base::Guarded<State>>()) {}
  blobs::Store* store_;
  std::unique_ptr<base::Guarded<State>> state_;
};

}  // namespace veza::backup
