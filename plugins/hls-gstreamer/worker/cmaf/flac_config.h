// What a decoder must know of the FLAC tier before its first frame.
#pragma once
#include <cstdint>
#include <vector>

namespace veza::transcode {

inline constexpr std::uint32_t kFlacBlock = 4096;  // samples of every frame but the last

// STREAMINFO (RFC 9639 section 8.2) of a stream that is still being encoded: frame sizes, length and MD5 are zero,
// which means unknown.
std::vector<std::uint8_t> flac_streaminfo(std::uint32_t rate, std::uint32_t channels, std::uint32_t bits);

}  // namespace veza::transcode
