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

  // The next unit, in order. A segment is written when the first unit behind it arrives, so that the last one can
  // still be trimmed.
  Status add(std::span<const std::uint8_t> unit);

  // Writes what is left, so that exactly `total` samples are heard.
  Status finish(std::uint64_t total);

  TierSummary summary() const;

 private:
  Status write_segment();

  TierPlan plan_;
  std::uint32_t segment_samples_;
  std::optional<std::uint64_t> total_;
  OutputDir& output_;
  ProgressWriter& progress_;

  TrackConfig config_;
  bool begun_ = false;
  std::vector<Unit> units_;  // of the segment being filled
  std::string payload_;
  std::uint64_t decode_time_ = 0;  // of the first of them
  std::uint64_t end_time_ = 0;     // after the last of them
  std::vector<hls::SegmentCost> written_;
};

}  // namespace veza::transcode
