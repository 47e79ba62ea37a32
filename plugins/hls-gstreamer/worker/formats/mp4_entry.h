// The description of a sound track's samples: 'stsd' and the descriptors in it. No I/O.
#pragma once
#include <span>

#include "formats/mp4.h"

namespace veza::transcode {

// Fills codec, config, aac, rate, channels and bits of `track` from a 'stsd' body.
Status parse_sample_description(std::span<const std::uint8_t> stsd, Mp4Track& track);

}  // namespace veza::transcode
