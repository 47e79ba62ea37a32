#include "tiers.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace veza::transcode {
namespace {

constexpr double kBitrateSlack = 1.05;
constexpr std::uint32_t kLowest = 16000, kHighest = 512000;
constexpr std::size_t kMostTiers = 8;
constexpr std::uint32_t kFlacEstimate = 900000;

bool good_name(const std::string& name) {
  return !name.empty() && name.size() <= 32 && name != kLosslessTier &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; });
}

}  // namespace

tl::expected<std::vector<TierRequest>, std::string> parse_tiers(const std::string& text) {
  std::vector<TierRequest> out;
  std::size_t at = 0;
  while (at <= text.size()) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    const std::string part = text.substr(at, comma - at);
    at = comma + 1;
    const std::size_t colon = part.find(':');
    TierRequest tier;
    tier.name = part.substr(0, colon);
    const char* end = part.data() + part.size();
    const char* number = colon == std::string::npos ? end : part.data() + colon + 1;
    const auto read = std::from_chars(number, end, tier.bitrate);
    if (!good_name(tier.name) || number == end || read.ec != std::errc{} || read.ptr != end || tier.bitrate < kLowest ||
        tier.bitrate > kHighest)
      return tl::unexpected("tier \"" + part + "\" is not name:bitrate with a bitrate from 16000 to 512000");
    for (const TierRequest& other : out)
      if (other.name == tier.name) return tl::unexpected("tier \"" + tier.name + "\" is there twice");
    out.push_back(std::move(tier));
  }
  if (out.size() > kMostTiers) return tl::unexpected(std::string("more than 8 tiers"));
  return out;
}

std::vector<TierPlan> plan_tiers(std::vector<TierRequest> requests, bool lossless, const SourceInfo& source,
                                 bool may_copy) {
  std::sort(requests.begin(), requests.end(),
            [](const TierRequest& a, const TierRequest& b) { return a.bitrate < b.bitrate; });
  const double ceiling = source.lossy && source.bitrate > 0 ? source.bitrate * kBitrateSlack : 1e12;
  std::vector<TierPlan> out;
  for (const TierRequest& request : requests) {
    const bool at_or_above = request.bitrate * kBitrateSlack >= source.bitrate;
    if (may_copy && source.bitrate > 0 && at_or_above) {
      out.push_back({request.name, source.bitrate, TierKind::copy_aac});
      return out;
    }
    if (!out.empty() && request.bitrate > ceiling) break;
    out.push_back({request.name, request.bitrate, TierKind::encode_aac});
  }
  if (lossless && !source.lossy) out.push_back({kLosslessTier, kFlacEstimate, TierKind::encode_flac});
  return out;
}

std::uint32_t segment_samples(double seconds, std::uint32_t rate) {
  constexpr double kBlock = 4096;
  return static_cast<std::uint32_t>(std::max(1.0, std::round(seconds * rate / kBlock)) * kBlock);
}

}  // namespace veza::transcode
