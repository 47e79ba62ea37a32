// Turns the coded units of one tier into its init segment and media segments, on disk and announced.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cmaf/cmaf.h"
#include "output_dir.h"
#include "playlist/bandwidth.h"
#include "progress.h"

namespace veza::transcode {

// What would make a last segment shorter than this, or than an eighth of the others, goes into the one before: hls.js
// (1.7) never ends a stream whose last segment is shorter than a frame. Less than half a second, so that the longer one
// still rounds to the target duration (RFC 8216 section 4.3.3.1).
inline constexpr std::uint64_t shortest_segment_ms = 400;

// One thread at a time.
class TierWriter {
 public:
  // `segment_samples` as heard; `total` is the length of the track when it is exactly known beforehand.
  TierWriter(TierPlan plan, std::uint32_t segment_samples, std::optional<std::uint64_t> total, OutputDir& output,
             ProgressWriter& progress);

  const TierPlan& plan() const { return plan_; }
  bool begun() const { return begun_; }

  // Writes init.mp4. Before the first add().
  Status begin(TrackConfig config);

  // The next unit, in order. A segment is written when it is certain that another of a decent length follows: with the
  // unit behind it where the whole length is known.
  Status add(std::span<const std::uint8_t> unit);

  // Writes what is left, so that exactly `total` samples are heard.
  Status finish(std::uint64_t total);

  TierSummary summary() const;

 private:
  // How many units make the next segment of a tier that goes on at least to `end`; 0 while that is not enough.
  std::size_t whole_segment(std::uint64_t end) const;
  Status write_segment(std::size_t count);

  TierPlan plan_;
  std::uint32_t segment_samples_;
  std::optional<std::uint64_t> total_;
  OutputDir& output_;
  ProgressWriter& progress_;

  TrackConfig config_;
  bool begun_ = false;
  std::vector<Unit> units_;  // of the segment being filled, and what came behind it
  std::string payload_;
  std::uint64_t decode_time_ = 0;  // of the first of them
  std::uint64_t end_time_ = 0;     // after the last of them
  std::vector<hls::SegmentCost> written_;
};

}  // namespace veza::transcode
