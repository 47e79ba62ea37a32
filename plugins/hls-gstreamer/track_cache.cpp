#include "track_cache.h"

namespace veza::hls {

ServedTrack TrackCache::get(std::string_view track_id, const Load& load, Clock::time_point now) {
  Shard& at = shard(track_id);
  uint64_t changes = 0;
  {
    const std::lock_guard lock(at.mutex);
    const auto found = at.entries.find(track_id);
    if (found != at.entries.end() && found->second.until > now) return found->second.track;
    changes = at.changes;
  }
  ServedTrack track = load();
  const std::lock_guard lock(at.mutex);
  if (at.changes == changes) {
    if (at.entries.size() >= max_entries_per_shard) at.entries.clear();
    at.entries.insert_or_assign(std::string(track_id), Entry{track, now + time_to_live});
  }
  return track;
}

void TrackCache::forget(std::string_view track_id) {
  Shard& at = shard(track_id);
  const std::lock_guard lock(at.mutex);
  ++at.changes;
  if (const auto found = at.entries.find(track_id); found != at.entries.end()) at.entries.erase(found);
}

}  // namespace veza::hls
