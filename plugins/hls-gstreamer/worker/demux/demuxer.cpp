#include "demux/demuxer.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <limits>

namespace veza::transcode {

std::uint64_t to_ms(std::uint64_t samples, std::uint32_t rate) {
  return rate == 0 ? 0 : samples / rate * 1000 + samples % rate * 1000 / rate;
}

std::uint32_t average_bitrate(std::uint64_t bytes, std::uint64_t samples, std::uint32_t rate) {
  if (samples == 0) return 0;
  const double bits = static_cast<double>(bytes) * 8 * rate / static_cast<double>(samples);
  return static_cast<std::uint32_t>(std::min<double>(bits, std::numeric_limits<std::uint32_t>::max()));
}

bool too_short(std::uint64_t got, std::uint64_t declared, std::uint32_t rate) {
  return static_cast<double>(got) + kLengthTolerance * rate < static_cast<double>(declared);
}

Error ends_early(std::uint64_t got, std::uint64_t declared, std::uint32_t rate) {
  std::array<char, 160> text{};
  std::snprintf(text.data(), text.size(),
                "The file is incomplete or damaged: it should last %.1f s, but only %.1f s of sound could be read.",
                static_cast<double>(declared) / rate, static_cast<double>(got) / rate);
  return {Code::truncated, text.data(), std::to_string(got) + " of " + std::to_string(declared) + " samples"};
}

Result<std::unique_ptr<Demuxer>> open_demuxer(ByteSource& file) {
  const auto found = sniff(file);
  if (!found) return fail(found.error());
  auto opened = [&]() -> Result<std::unique_ptr<Demuxer>> {
    switch (found->format) {
      case Format::wav:
        return open_wav(file);
      case Format::aiff:
        return open_aiff(file);
      case Format::flac:
        return open_flac(file, found->at);
      case Format::mp3:
        return open_mp3(file, found->at);
      case Format::aac:
        return open_adts(file, found->at);
      case Format::mp4:
        return open_mp4(file);
      case Format::ogg:
        return open_ogg(file);
    }
    return fail(Code::internal, "Unknown format.");
  }();
  if (file.failed()) return fail(Code::io, "The uploaded file could not be read.");
  if (opened && ((*opened)->info().channels > 8 || (*opened)->info().sample_rate > 768000))
    return fail(Code::unsupported, "Files with more than 8 channels or more than 768 kHz are not supported.");
  return opened;
}

}  // namespace veza::transcode
