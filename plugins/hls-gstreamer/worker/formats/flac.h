// A FLAC file's STREAMINFO (RFC 9639 section 8.2) and where its frames begin.
#pragma once
#include <cstdint>
#include <vector>

#include "byte_source.h"

namespace veza::transcode {

struct FlacLayout {
  std::uint32_t rate = 0;
  std::uint32_t channels = 0;
  std::uint32_t bits = 0;
  std::uint64_t samples = 0;             // 0: the encoder did not know
  std::uint64_t frames_at = 0;           // offset of the first frame
  std::vector<std::uint8_t> streaminfo;  // the 34 bytes
};

// `offset` is where "fLaC" stands (after an ID3v2 tag, say).
Result<FlacLayout> parse_flac(ByteSource& file, std::uint64_t offset);

}  // namespace veza::transcode
