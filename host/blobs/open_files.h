// A cache of open files by key, so that a segment a thousand people listen to is opened once.
#pragma once
#include <array>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/guarded.h"
#include "blobs/store.h"

namespace veza::blobs {

// Any thread; the least recently used out first.
class OpenFiles {
 public:
  explicit OpenFiles(size_t capacity);

  std::optional<OpenBlob> find(std::string_view key);
  // To be taken before the file is opened, and given to keep(): a forget() between the two wins, so that the cache
  // never holds a file that was replaced while it was being opened.
  uint64_t ticket(std::string_view key);
  void keep(std::string_view key, const OpenBlob& blob, uint64_t ticket);
  void forget(std::string_view key);
  void forget_prefix(std::string_view prefix);

 private:
  struct Entry {
    std::string key;
    OpenBlob blob;
  };
  struct Shard {
    uint64_t forgotten = 0;
    std::list<Entry> recent;
    std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key;  // keys live in recent
  };
  static constexpr size_t shard_count = 8;
  base::Guarded<Shard>& shard(std::string_view key);

  size_t shard_capacity_;
  std::array<base::Guarded<Shard>, shard_count> shards_;
};

}  // namespace veza::blobs
