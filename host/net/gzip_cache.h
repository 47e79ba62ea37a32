// Packed bodies of files, kept: a script that a thousand clients ask for is packed once.
#pragma once
#include <cstddef>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/guarded.h"
#include "net/response.h"

namespace veza::net {

// [any thread] The least recently used goes first when more than `capacity` bytes are kept.
class GzipCache {
 public:
  explicit GzipCache(size_t capacity = size_t{16} << 20) : capacity_(capacity) {}

  // The packed bytes of that part of the file, made by `pack` unless they are there. The file is known by device, inode
  // and time of change, so that another in its place is packed anew. Null when `pack` gives nothing.
  SharedText of_file(const FileBody& file, const std::function<std::optional<std::string>()>& pack);

 private:
  using Entry = std::pair<std::string, SharedText>;
  struct State {
    std::list<Entry> entries;  // the last used first
    std::unordered_map<std::string, std::list<Entry>::iterator> places;
    size_t size = 0;
  };
  void keep(State& state, const std::string& key, const SharedText& packed) const;

  const size_t capacity_;
  base::Guarded<State> state_;
};

}  // namespace veza::net
