// Which renditions of a track are made. Plain rules over plain values.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "demux/demuxer.h"

namespace veza::transcode {

struct TierRequest {
  std::string name;           // folder name: [a-z0-9_-], 1 to 32 characters
  std::uint32_t bitrate = 0;  // bits/s
};

enum class TierKind { encode_aac, copy_aac, encode_flac };

struct TierPlan {
  std::string name;
  std::uint32_t bitrate = 0;  // bits/s; of the source for a copied tier, an estimate for FLAC
  TierKind kind = TierKind::encode_aac;
};

inline constexpr const char* kLosslessTier = "lossless";

// "low:128000,medium:256000" → requests. Errors say which part is wrong and what it should look like.
tl::expected<std::vector<TierRequest>, std::string> parse_tiers(const std::string& text);

// The tiers to build, lowest bitrate first, lossless last.
//  * A lossy source gets no tier above its own bitrate (5 % aside, since variable bitrates average a little under what
//    they were asked for), and no lossless one; the lowest tier is always built.
//  * AAC that can be copied is copied, not encoded again, into the lowest tier that is not below it; tiers above that
//    one are left out.
std::vector<TierPlan> plan_tiers(std::vector<TierRequest> requests, bool lossless, const SourceInfo& source,
                                 bool may_copy);

// Samples of a whole segment: near `seconds`, and a multiple of 4096, so that AAC frames (1024) and FLAC blocks (4096)
// both end there and every tier is cut at the same samples.
std::uint32_t segment_samples(double seconds, std::uint32_t rate);

}  // namespace veza::transcode
