// Which segments are there in every tier. Encoders of a track run side by side, so one tier is a little ahead of
// another; a playlist only ever names what all tiers have, or switching would fail at its end.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace veza::hls {

struct AlignedSegment {
  uint32_t index = 0;     // from 1
  uint64_t duration = 0;  // in units of the timescale
};

class Aligner {
 public:
  explicit Aligner(std::vector<std::string> tiers);

  // Notes one tier's segment; false when it is out of order, of an unknown tier, or cut differently from the others.
  bool add(std::string_view tier, uint32_t index, uint64_t duration);
  // Notes one tier's init segment; false for an unknown tier.
  bool add_init(std::string_view tier);

  // The next segment that all tiers have, once each; none before all tiers have their init segment.
  std::optional<AlignedSegment> next();

 private:
  struct Tier {
    std::string name;
    bool init = false;
    uint32_t segments = 0;
  };
  Tier* find(std::string_view name);

  std::vector<Tier> tiers_;
  std::vector<uint64_t> durations_;
  uint32_t given_ = 0;
};

}  // namespace veza::hls
