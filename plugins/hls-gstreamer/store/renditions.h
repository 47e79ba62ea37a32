// The tables hls_renditions and hls_segments.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <veza/db.hpp>

#include "rules/aligner.h"
#include "rules/track_status.h"

namespace veza::hls {

struct Tier {
  std::string name;
  uint32_t bitrate = 0;  // bits/s
  std::string codecs;    // RFC 6381
  bool lossless = false;
  // Measured, bits/s; 0 until the track is done.
  uint32_t average_bandwidth = 0, peak_bandwidth = 0;
};

Json to_json(const std::vector<Tier>& tiers);
std::vector<Tier> tiers_from(const Json& json);

struct Rendition {
  std::string track_id, owner_id, generation;
  std::string status;  // "queued" | "running" | "ready" | "failed"
  double progress = 0;
  std::optional<std::string> reason;
  std::vector<Tier> tiers;
  uint32_t timescale = 44100;
  int64_t segments = 0;
  std::optional<int64_t> duration_ms;
  std::optional<double> gain_db;

  bool playable() const { return segments > 0 && status != "failed"; }
};

TrackStatus status_of(const Rendition& rendition);

// Reads: [worker]. The functions that take a Tx write inside its transaction; those that name a generation return
// false, and write nothing, when another generation has taken over or the track is gone.
class Renditions {
 public:
  explicit Renditions(const Db& db) : db_(db) {}

  std::optional<Rendition> find(std::string_view track_id) const;
  // Durations in order, in units of the timescale.
  std::vector<uint64_t> segments(const Rendition& rendition) const;
  std::vector<Rendition> owned_by(std::string_view user_id) const;
  // Tracks whose conversion has not come to an end.
  std::vector<std::string> unfinished() const;

  // A new run: the row is made or taken over, earlier segments go.
  static void begin(const Tx& tx, std::string_view track_id, std::string_view owner_id, std::string_view generation);
  static bool set_source(const Tx& tx, const Rendition& run);
  // More segments and the progress so far.
  static bool add_segments(const Tx& tx, const Rendition& run, const std::vector<AlignedSegment>& segments);
  // "ready" with tiers, duration and gain of `run`.
  static bool finish(const Tx& tx, const Rendition& run);
  // "failed" for good, or "queued" again; either way its segments go. False, too, when the run has ended already.
  static bool fail(const Tx& tx, const Rendition& run, std::string_view reason);
  static bool requeue(const Tx& tx, const Rendition& run);
  // The run when it is "ready" or "failed".
  static std::optional<Rendition> ended(const Tx& tx, const Rendition& run);
  // A failed track is to be tried again; false when it has not failed.
  static bool retry(const Tx& tx, std::string_view track_id);
  static void remove(const Tx& tx, std::string_view track_id);
  // The user's become nobody's.
  static void disown(const Tx& tx, std::string_view user_id);

 private:
  const Db& db_;
};

}  // namespace veza::hls
