#include "kv/shard.h"

#include <iterator>

namespace veza::kv {
namespace {

bool expired(const Entry& entry, int64_t now_ms) { return entry.expires_ms != 0 && entry.expires_ms <= now_ms; }

}  // namespace

Shard::Position Shard::drop(Position at) {
  by_key_.erase(at->key);
  return entries_.erase(at);
}

Entry* Shard::find(std::string_view key, int64_t now_ms) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  const Position at = found->second;
  if (expired(*at, now_ms)) {
    drop(at);
    return nullptr;
  }
  entries_.splice(entries_.begin(), entries_, at);
  return &*at;
}

Entry& Shard::add(std::string_view key, size_t capacity, int64_t now_ms) {
  // A little on every call, so that what nobody asks for again does not stay.
  for (int i = 0; i < 2 && !entries_.empty() && expired(entries_.back(), now_ms); ++i) drop(std::prev(entries_.end()));
  while (!entries_.empty() && entries_.size() >= capacity) drop(std::prev(entries_.end()));
  entries_.push_front({std::string(key), {}, nullptr, 0});
  by_key_.emplace(entries_.front().key, entries_.begin());
  return entries_.front();
}

bool Shard::erase(std::string_view key, int64_t now_ms) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return false;
  const bool alive = !expired(*found->second, now_ms);
  drop(found->second);
  return alive;
}

void Shard::sweep(int64_t now_ms) {
  for (auto at = entries_.begin(); at != entries_.end();) at = expired(*at, now_ms) ? drop(at) : std::next(at);
}

}  // namespace veza::kv
