// What veza-transcode says, one JSON object a line (worker/progress.h describes each).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "store/renditions.h"

namespace veza::hls {

struct SourceEvent {
  int64_t sample_rate = 0, channels = 0;
  std::optional<int64_t> duration_ms;  // as the file declares it
  std::vector<Tier> tiers;             // those that will be made, lowest first
};
struct InitEvent {
  std::string tier;
};
struct SegmentEvent {
  std::string tier;
  uint32_t index = 0;
  uint64_t duration = 0;
  uint32_t timescale = 0;
};
struct ProgressEvent {
  double fraction = 0;  // 0–1
};
struct DoneEvent {
  int64_t duration_ms = 0;
  Json loudness;  // as the catalog takes it
  std::optional<double> gain_db;
  std::vector<Tier> tiers;  // names and measured bandwidths
};
struct ErrorEvent {
  std::string code, message, detail;
};
struct OtherEvent {};  // of a newer converter: passed over

using WorkerEvent =
    std::variant<SourceEvent, InitEvent, SegmentEvent, ProgressEvent, DoneEvent, ErrorEvent, OtherEvent>;

// Nothing when the line is not such an object, or a number is out of its range.
std::optional<WorkerEvent> parse_worker_event(std::string_view line);

}  // namespace veza::hls
