// Uncompressed audio in WAV and AIFF files: where the samples lie and what one looks like.
#pragma once
#include <cstdint>
#include <string>

#include "byte_source.h"

namespace veza::transcode {

struct PcmLayout {
  std::string encoding;            // GStreamer's name, "S24LE" …, or "ALAW"/"MULAW"
  std::uint32_t rate = 0;          // Hz
  std::uint32_t channels = 0;      // 1..8
  std::uint32_t channel_mask = 0;  // WAVE speaker bits, 0 when the file gives none
  std::uint32_t bits = 0;          // significant bits of a sample
  std::uint32_t frame_bytes = 0;   // one sample of every channel
  std::uint64_t offset = 0;        // of the first sample
  std::uint64_t frames = 0;        // declared; what there is when the file was written without knowing
  std::uint64_t frames_present = 0;
};

// RIFF/WAVE, RF64 (EBU Tech 3306), BW64 (ITU-R BS.2088), WAVE_FORMAT_EXTENSIBLE; PCM 8 to 32 bits, float, A-law,
// mu-law.
Result<PcmLayout> parse_wav(ByteSource& file);

// AIFF and AIFF-C (Apple, 1991): NONE, twos, sowt, raw, in24, in32, fl32, fl64, alaw, ulaw.
Result<PcmLayout> parse_aiff(ByteSource& file);

}  // namespace veza::transcode
