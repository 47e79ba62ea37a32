#include "blobs/open_files.h"

namespace veza::blobs {

OpenFiles::OpenFiles(size_t capacity) : shard_capacity_((capacity + shard_count - 1) / shard_count) {}

base::Guarded<OpenFiles::Shard>& OpenFiles::shard(std::string_view key) {
  return shards_[std::hash<std::string_view>{}(key) % shard_count];
}

std::optional<OpenBlob> OpenFiles::find(std::string_view key) {
  return shard(key).with([&](Shard& s) -> std::optional<OpenBlob> {
    const auto found = s.by_key.find(key);
    if (found == s.by_key.end()) return std::nullopt;
    s.recent.splice(s.recent.begin(), s.recent, found->second);
    return found->second->blob;
  });
}

uint64_t OpenFiles::ticket(std::string_view key) {
  return shard(key).with([](const Shard& s) { return s.forgotten; });
}

void OpenFiles::keep(std::string_view key, const OpenBlob& blob, uint64_t ticket) {
  if (shard_capacity_ == 0) return;
  shard(key).with([&](Shard& s) {
    if (s.forgotten != ticket || s.by_key.contains(key)) return;
    if (s.recent.size() >= shard_capacity_) {
      s.by_key.erase(s.recent.back().key);
      s.recent.pop_back();
    }
    s.recent.push_front({std::string(key), blob});
    s.by_key.emplace(s.recent.front().key, s.recent.begin());
  });
}

void OpenFiles::forget(std::string_view key) {
  shard(key).with([&](Shard& s) {
    ++s.forgotten;
    const auto found = s.by_key.find(key);
    if (found == s.by_key.end()) return;
    const auto entry = found->second;
    s.by_key.erase(found);
    s.recent.erase(entry);
  });
}

void OpenFiles::forget_prefix(std::string_view prefix) {
  for (auto& guarded : shards_) {
    guarded.with([&](Shard& s) {
      ++s.forgotten;
      for (auto entry = s.recent.begin(); entry != s.recent.end();) {
        if (!entry->key.starts_with(prefix)) {
          ++entry;
          continue;
        }
        s.by_key.erase(entry->key);
        entry = s.recent.erase(entry);
      }
    });
  }
}

}  // namespace veza::blobs
