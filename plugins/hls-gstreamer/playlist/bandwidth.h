// What a tier costs on the wire, for the BANDWIDTH attributes of a master playlist (RFC 8216 section 4.3.4.2).
#pragma once
#include <cstdint>
#include <span>

namespace veza::hls {

struct Bandwidth {
  std::uint32_t peak = 0;     // bits/s of the largest segment
  std::uint32_t average = 0;  // bits/s over all segments
};

// One segment as written: its whole size, and the time it is heard.
struct SegmentCost {
  std::uint64_t bytes = 0;
  std::uint64_t duration = 0;  // in units of the timescale
};

// Measured over finished segments. A closing segment of less than half the longest one is left out of the peak:
// its few frames and its fixed overhead would call a 128 kbit/s tier a 400 kbit/s one.
Bandwidth measure_bandwidth(std::span<const SegmentCost> segments, std::uint32_t timescale);

// Expected values while the tier is still being encoded: the encoder's rate plus the container's overhead, and a tenth
// on top for the peak. `bitrate` in bits/s.
Bandwidth expected_bandwidth(std::uint32_t bitrate);

}  // namespace veza::hls
