// Where the access units of a track lie: the tables of 'stbl', and the runs of movie fragments. No I/O.
#pragma once
#include <span>
#include <vector>

#include "formats/mp4.h"

namespace veza::transcode {

// More access units than any song has (12 hours of AAC are 1.9 million): a table that claims more is damaged.
inline constexpr std::size_t kMostUnits = 8'000'000;

// From the sample table of a plain file. `file_size` bounds what tables may claim.
Result<std::vector<AccessUnit>> read_sample_table(std::span<const std::uint8_t> stbl, std::uint64_t file_size);

struct FragmentDefaults {
  std::uint32_t track_id = 0;
  std::uint32_t duration = 0;
  std::uint32_t size = 0;
};

// The 'trex' of a track, when the movie is fragmented.
FragmentDefaults read_fragment_defaults(std::span<const std::uint8_t> moov, std::uint32_t track_id);

// Appends the units of one 'moof' body that starts (with its header) at `moof_at` in the file.
Status append_fragment(std::span<const std::uint8_t> moof, std::uint64_t moof_at, const FragmentDefaults& defaults,
                       std::vector<AccessUnit>& units);

}  // namespace veza::transcode
