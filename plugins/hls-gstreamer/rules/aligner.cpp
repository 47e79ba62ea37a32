#include "rules/aligner.h"

#include <algorithm>

namespace veza::hls {

Aligner::Aligner(std::vector<std::string> tiers) {
  for (auto& name : tiers) tiers_.push_back({std::move(name)});
}

Aligner::Tier* Aligner::find(std::string_view name) {
  const auto found = std::find_if(tiers_.begin(), tiers_.end(), [&](const Tier& tier) { return tier.name == name; });
  return found == tiers_.end() ? nullptr : &*found;
}

bool Aligner::add_init(std::string_view tier) {
  Tier* found = find(tier);
  if (found) found->init = true;
  return found != nullptr;
}

bool Aligner::add(std::string_view tier, uint32_t index, uint64_t duration) {
  Tier* found = find(tier);
  if (!found || index != found->segments + 1 || duration == 0) return false;
  if (index > durations_.size()) {
    durations_.push_back(duration);
  } else if (durations_[index - 1] != duration) {
    return false;
  }
  found->segments = index;
  return true;
}

std::optional<AlignedSegment> Aligner::next() {
  const bool there = !tiers_.empty() && std::all_of(tiers_.begin(), tiers_.end(), [&](const Tier& tier) {
    return tier.init && tier.segments > given_;
  });
  if (!there) return std::nullopt;
  ++given_;
  return AlignedSegment{given_, durations_[given_ - 1]};
}

}  // namespace veza::hls
