// Finds out, without decoding, whether a FLAC file ends where it says it does.
#pragma once
#include <cstdint>
#include <optional>

#include "byte_source.h"
#include "formats/flac.h"

namespace veza::transcode {

// The position (in samples from the start) of the last frame whose header is found in the last 256 KiB before `end`, or
// nothing. Frame headers: RFC 9639 section 9.1; a header counts when its CRC-8 is right and it fits the stream.
std::optional<std::uint64_t> last_flac_frame(ByteSource& file, const FlacLayout& layout, std::uint64_t end);

}  // namespace veza::transcode
