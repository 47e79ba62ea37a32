// The two kinds of file a CMAF track is made of (ISO/IEC 23000-19): one init segment, many media segments of one
// fragment each. One sound track, id 1, every sample a sync sample. Plain functions, no I/O.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace veza::transcode {

enum class TrackCodec { aac, flac };

struct TrackConfig {
  TrackCodec codec = TrackCodec::aac;
  std::uint32_t rate = 44100;  // Hz, and the timescale of every time in the track
  std::uint32_t channels = 2;
  std::uint32_t bits = 16;             // of a sample; what a decoder puts out for AAC
  std::uint32_t bitrate = 0;           // bits/s, 0 unknown
  std::uint32_t frame_samples = 1024;  // samples of every unit but the last
  std::uint32_t priming = 0;           // samples in front that are not heard ('elst' media_time)
  std::uint64_t duration = 0;          // samples heard, 0 when not known yet (an edit to the end of all fragments)
  std::vector<std::uint8_t> config;    // AudioSpecificConfig, or the 34 bytes of FLAC STREAMINFO
};

// ftyp + moov. FLAC per "Encapsulation of FLAC in ISO Base Media File Format" 1.0.0 (sample entry 'fLaC', box 'dfLa').
std::string init_segment(const TrackConfig& track);

// One coded unit of a segment.
struct Unit {
  std::uint32_t bytes = 0;
  std::uint32_t samples = 0;  // duration in the timescale
};

// styp + moof + mdat. `sequence` counts from 1; `decode_time` is the sum of all samples before; `payload` is the units
// one after another. Units of `default_samples` all the way cost four bytes each, others eight.
std::string media_segment(std::uint32_t sequence, std::uint64_t decode_time, std::span<const Unit> units,
                          std::uint32_t default_samples, std::string_view payload);

// RFC 6381 name: "mp4a.40.2" (the object type is read from the config) or "fLaC".
std::string codecs_string(const TrackConfig& track);

}  // namespace veza::transcode
