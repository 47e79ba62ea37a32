// ADTS headers (ISO/IEC 14496-3 section 1.A.2) and AudioSpecificConfig (section 1.6.2.1). No I/O.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace veza::transcode {

struct AdtsFrame {
  int object_type = 2;     // 2: AAC-LC
  std::uint32_t rate = 0;  // Hz of the core; implicit SBR doubles what is heard
  int rate_index = 4;
  std::uint32_t channels = 0;  // 0: given by the payload (program config element)
  std::uint32_t bytes = 0;     // whole frame, header included
  std::uint32_t header_bytes = 7;
  int blocks = 1;  // raw data blocks of 1024 samples

  bool same_stream(const AdtsFrame& other) const {
    return object_type == other.object_type && rate == other.rate && channels == other.channels;
  }
};

// The header in bytes[0..7), or nothing.
std::optional<AdtsFrame> parse_adts_header(std::span<const std::uint8_t> bytes);

struct AacConfig {
  int object_type = 0;
  std::uint32_t rate = 0;      // Hz of the core
  std::uint32_t channels = 0;  // 0: given elsewhere
  bool sbr = false;            // explicit (HE-AAC): the decoder's output rate is twice `rate`
  bool short_frames = false;   // 960 samples a frame instead of 1024
};

std::optional<AacConfig> parse_audio_specific_config(std::span<const std::uint8_t> bytes);

// The two-byte AudioSpecificConfig that says what an ADTS header says.
std::vector<std::uint8_t> audio_specific_config(const AdtsFrame& frame);

}  // namespace veza::transcode
