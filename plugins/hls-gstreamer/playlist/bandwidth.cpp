#include "playlist/bandwidth.h"

#include <algorithm>
#include <limits>

namespace veza::hls {
namespace {

std::uint32_t bits_per_second(std::uint64_t bytes, std::uint64_t duration, std::uint32_t timescale) {
  if (duration == 0) return 0;
  const long double rate = static_cast<long double>(bytes) * 8 * timescale / static_cast<long double>(duration);
  return static_cast<std::uint32_t>(std::min<long double>(rate + 0.5L, std::numeric_limits<std::uint32_t>::max()));
}

}  // namespace

Bandwidth measure_bandwidth(std::span<const SegmentCost> segments, std::uint32_t timescale) {
  Bandwidth out;
  std::uint64_t bytes = 0, duration = 0, longest = 0;
  for (const SegmentCost& segment : segments) longest = std::max(longest, segment.duration);
  for (const SegmentCost& segment : segments) {
    bytes += segment.bytes;
    duration += segment.duration;
    if (segment.duration * 2 >= longest)
      out.peak = std::max(out.peak, bits_per_second(segment.bytes, segment.duration, timescale));
  }
  out.average = bits_per_second(bytes, duration, timescale);
  out.peak = std::max(out.peak, out.average);
  return out;
}

Bandwidth expected_bandwidth(std::uint32_t bitrate) {
  const std::uint64_t average = bitrate + bitrate / 50 + 2000;
  const std::uint64_t peak = average + average / 10;
  const std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
  return {static_cast<std::uint32_t>(std::min(peak, most)), static_cast<std::uint32_t>(std::min(average, most))};
}

}  // namespace veza::hls
