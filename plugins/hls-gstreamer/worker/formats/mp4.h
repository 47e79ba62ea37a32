// The sound track of an MP4, M4A or MOV file: its codec, where its access units lie, and which of its samples are
// heard. ISO/IEC 14496-12 and -14; plain and fragmented files.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "byte_source.h"
#include "formats/adts.h"

namespace veza::transcode {

struct AccessUnit {
  std::uint64_t offset = 0;
  std::uint32_t size = 0;
  std::uint32_t duration = 0;  // in the track's timescale
};

struct Mp4Track {
  std::string codec;                 // "aac" or "alac"
  std::vector<std::uint8_t> config;  // AudioSpecificConfig, or the whole 36-byte 'alac' box
  std::optional<AacConfig> aac;      // what an AudioSpecificConfig says
  std::uint32_t rate = 0;            // Hz
  std::uint32_t channels = 0;
  std::uint32_t bits = 0;  // ALAC only
  std::uint32_t timescale = 0;
  std::vector<AccessUnit> units;
  std::uint64_t skip = 0;  // encoder delay, in the timescale, from 'elst' or iTunSMPB
  std::uint64_t keep = 0;  // what is heard after it, in the timescale
  std::uint64_t payload_bytes = 0;
};

Result<Mp4Track> parse_mp4(ByteSource& file);

}  // namespace veza::transcode
