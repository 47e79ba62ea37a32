// What serving a segment needs to know of its track, kept in memory: a segment then costs no SQL.
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace veza::hls {

struct ServedTrack {
  std::string generation;  // empty: nothing to play (no such track, failed, or not converted)
  bool is_public = false;
};

// Entries live for at most a minute (another host may have changed the track) and go at once when this host hears of
// a change. Bounded; any thread.
class TrackCache {
 public:
  using Clock = std::chrono::steady_clock;
  using Load = std::function<ServedTrack()>;
  static constexpr auto time_to_live = std::chrono::seconds(60);
  static constexpr size_t max_entries_per_shard = 2048;

  // The track's entry, loaded when there is none. `load` runs without a lock; what it read is not kept when the track
  // was forgotten meanwhile.
  ServedTrack get(std::string_view track_id, const Load& load, Clock::time_point now = Clock::now());
  void forget(std::string_view track_id);

 private:
  struct Entry {
    ServedTrack track;
    Clock::time_point until;
  };
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::string, Entry, Hash, std::equal_to<>> entries;
    uint64_t changes = 0;
  };
  Shard& shard(std::string_view track_id) { return shards_[Hash()(track_id) % shards_.size()]; }

  std::array<Shard, 16> shards_;
};

}  // namespace veza::hls
