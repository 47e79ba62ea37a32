// MPEG audio layer III frames (ISO/IEC 11172-3 section 2.4.2.3, ISO/IEC 13818-3) and the Xing/Info/LAME header that
// encoders hide in the first one (gabriel.mp3-tech.org/mp3infotag.html). No I/O.
#pragma once
#include <cstdint>
#include <optional>
#include <span>

namespace veza::transcode {

struct MpegFrame {
  int version = 1;             // 1: MPEG-1, 2: MPEG-2 LSF, 3: MPEG-2.5
  std::uint32_t bitrate = 0;   // bits/s
  std::uint32_t rate = 0;      // Hz
  std::uint32_t channels = 0;  // 1 or 2
  std::uint32_t bytes = 0;     // whole frame, header included
  std::uint32_t samples = 0;   // per channel: 1152 or 576
  bool crc = false;

  // Frames of one stream keep these; the bitrate may change with every frame.
  bool same_stream(const MpegFrame& other) const { return version == other.version && rate == other.rate; }
};

// The header in bytes[0..4), or nothing: layer I and II, free format and reserved values are refused.
std::optional<MpegFrame> parse_mpeg_header(std::span<const std::uint8_t> bytes);

struct XingHeader {
  std::uint32_t frames = 0;   // audio frames, this one not counted; 0 unknown
  bool lame = false;          // the two below are known
  std::uint32_t delay = 0;    // samples the encoder put in front
  std::uint32_t padding = 0;  // samples it appended to fill the last frame
};

// The tag when `frame` (a whole frame) carries one. Such a frame holds no sound.
std::optional<XingHeader> parse_xing(const MpegFrame& header, std::span<const std::uint8_t> frame);

}  // namespace veza::transcode
