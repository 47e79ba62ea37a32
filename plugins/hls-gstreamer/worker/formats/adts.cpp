#include "formats/adts.h"

namespace veza::transcode {
namespace {

constexpr std::array<std::uint32_t, 13> kRates{96000, 88200, 64000, 48000, 44100, 32000, 24000,
                                               22050, 16000, 12000, 11025, 8000,  7350};
constexpr std::array<std::uint32_t, 8> kChannels{0, 1, 2, 3, 4, 5, 6, 8};

class Bits {
 public:
  explicit Bits(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  std::uint32_t take(int count) {
    std::uint32_t value = 0;
    for (; count > 0; --count, ++at_) {
      if (at_ / 8 >= bytes_.size()) short_ = true;
      value = value << 1 | (short_ ? 0u : bytes_[at_ / 8] >> (7 - at_ % 8) & 1u);
    }
    return value;
  }
  bool short_read() const { return short_; }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
  bool short_ = false;
};

int object_type(Bits& bits) {
  const auto type = bits.take(5);
  return static_cast<int>(type == 31 ? 32 + bits.take(6) : type);
}

std::uint32_t sampling_rate(Bits& bits) {
  const auto index = bits.take(4);
  if (index == 15) return bits.take(24);
  return index < kRates.size() ? kRates[index] : 0;
}

}  // namespace

std::optional<AdtsFrame> parse_adts_header(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < 7 || bytes[0] != 0xFF || (bytes[1] & 0xF6) != 0xF0) return std::nullopt;
  AdtsFrame frame;
  frame.object_type = (bytes[2] >> 6) + 1;
  frame.rate_index = bytes[2] >> 2 & 15;
  if (static_cast<std::size_t>(frame.rate_index) >= kRates.size()) return std::nullopt;
  frame.rate = kRates[static_cast<std::size_t>(frame.rate_index)];
  frame.channels = kChannels[static_cast<std::size_t>((bytes[2] & 1) << 2 | bytes[3] >> 6)];
  frame.bytes = static_cast<std::uint32_t>((bytes[3] & 3) << 11 | bytes[4] << 3 | bytes[5] >> 5);
  frame.header_bytes = bytes[1] & 1 ? 7 : 9;
  frame.blocks = (bytes[6] & 3) + 1;
  if (frame.bytes <= frame.header_bytes) return std::nullopt;
  return frame;
}

std::optional<AacConfig> parse_audio_specific_config(std::span<const std::uint8_t> bytes) {
  Bits bits(bytes);
  AacConfig config;
  config.object_type = object_type(bits);
  config.rate = sampling_rate(bits);
  const auto channels = bits.take(4);
  config.channels = channels < kChannels.size() ? kChannels[channels] : 0;
  if (config.object_type == 5 || config.object_type == 29) {
    config.sbr = true;
    sampling_rate(bits);
    config.object_type = object_type(bits);
  }
  config.short_frames = bits.take(1) != 0;
  if (bits.short_read() || config.rate == 0 || config.object_type == 0) return std::nullopt;
  return config;
}

std::vector<std::uint8_t> audio_specific_config(const AdtsFrame& frame) {
  unsigned channels = 0;
  while (channels < kChannels.size() && kChannels[channels] != frame.channels) ++channels;
  const unsigned bits =
      static_cast<unsigned>(frame.object_type) << 11 | static_cast<unsigned>(frame.rate_index) << 7 | channels << 3;
  return {static_cast<std::uint8_t>(bits >> 8), static_cast<std::uint8_t>(bits)};
}

}  // namespace veza::transcode
