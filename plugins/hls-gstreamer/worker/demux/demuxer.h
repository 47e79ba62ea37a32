// A demuxer cuts a file into what its decoder takes: access units, packets, or blocks of samples. It knows the format
// but no GStreamer, so that every byte of an upload is first read by small, fuzzed code, and the decoder only ever
// sees single units of the one codec it was chosen for. One thread at a time.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "byte_source.h"
#include "formats/sniff.h"

namespace veza::transcode {

// What the file is, as told to people and used to choose tiers.
struct SourceInfo {
  std::string format;             // "wav", "flac", "mp3", "aac", "m4a", "alac", "vorbis", "opus", "aiff"
  std::uint32_t sample_rate = 0;  // Hz
  std::uint32_t channels = 0;
  std::uint32_t bits = 0;  // of a sample; 0 for lossy formats
  bool lossy = false;
  std::uint32_t bitrate = 0;                 // bits/s, averaged over the sound; 0 unknown
  std::optional<std::uint64_t> duration_ms;  // as declared by the file
};

// How the decoder is built and which of its samples count.
struct Decoding {
  // GStreamer elements between the source and the raw sound, in order; empty for PCM.
  std::vector<std::string> elements;
  std::string caps;                      // of the units, without codec_data
  std::vector<std::uint8_t> codec_data;  // may be empty
  // Samples per channel in units of `rate` (the decoder may put out another rate, as HE-AAC does).
  std::uint32_t rate = 0;
  std::uint64_t skip = 0;  // dropped in front: encoder and decoder delay
  // Then kept; what follows is padding. When fewer come out than this, less kLengthTolerance, the file is truncated or
  // damaged. Nothing: the file does not say how long it is.
  std::optional<std::uint64_t> keep;
};

// Access units that may be written to a tier as they are: AAC-LC, 44.1 kHz, stereo, 1024 samples each, 1024 samples
// of encoder delay (so that segments cut at the same samples as those of an encoded tier).
struct AacCopy {
  std::vector<std::uint8_t> config;  // AudioSpecificConfig
};

class Demuxer {
 public:
  virtual ~Demuxer() = default;
  const SourceInfo& info() const { return info_; }
  const Decoding& decoding() const { return decoding_; }
  const std::optional<AacCopy>& copy() const { return copy_; }

  // The next unit, or nothing at the end.
  virtual Result<std::optional<std::vector<std::uint8_t>>> next() = 0;

 protected:
  SourceInfo info_;
  Decoding decoding_;
  std::optional<AacCopy> copy_;
};

// A file may miss this part of a second of what it declares: encoders disagree about the last frame.
inline constexpr double kLengthTolerance = 0.1;

// A demuxer for whatever `file` is; the file must outlive it. Errors are those of sniff() and of the format's parser;
// a file that is plainly shorter than it declares is refused here, before anything is decoded.
Result<std::unique_ptr<Demuxer>> open_demuxer(ByteSource& file);

// The parts open_demuxer chooses from.
Result<std::unique_ptr<Demuxer>> open_wav(ByteSource& file);
Result<std::unique_ptr<Demuxer>> open_aiff(ByteSource& file);
Result<std::unique_ptr<Demuxer>> open_flac(ByteSource& file, std::uint64_t at);
Result<std::unique_ptr<Demuxer>> open_mp3(ByteSource& file, std::uint64_t at);
Result<std::unique_ptr<Demuxer>> open_adts(ByteSource& file, std::uint64_t at);
Result<std::unique_ptr<Demuxer>> open_mp4(ByteSource& file);
Result<std::unique_ptr<Demuxer>> open_ogg(ByteSource& file);

// Small arithmetic they share.
std::uint64_t to_ms(std::uint64_t samples, std::uint32_t rate);
std::uint32_t average_bitrate(std::uint64_t bytes, std::uint64_t samples, std::uint32_t rate);
bool too_short(std::uint64_t got, std::uint64_t declared, std::uint32_t rate);
Error ends_early(std::uint64_t got, std::uint64_t declared, std::uint32_t rate);

}  // namespace veza::transcode
