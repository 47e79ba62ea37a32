#include "formats/mpeg_audio.h"

#include <array>

#include "formats/cursor.h"

namespace veza::transcode {
namespace {

constexpr std::array<std::uint32_t, 15> kKbit1{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
constexpr std::array<std::uint32_t, 15> kKbit2{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};
constexpr std::array<std::uint32_t, 3> kRates{44100, 48000, 32000};

std::size_t side_info_bytes(const MpegFrame& header) {
  if (header.version == 1) return header.channels == 1 ? 17 : 32;
  return header.channels == 1 ? 9 : 17;
}

}  // namespace

std::optional<MpegFrame> parse_mpeg_header(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < 4 || bytes[0] != 0xFF || (bytes[1] & 0xE0) != 0xE0) return std::nullopt;
  const int version_bits = bytes[1] >> 3 & 3, layer_bits = bytes[1] >> 1 & 3;
  const unsigned bitrate_index = bytes[2] >> 4, rate_index = bytes[2] >> 2 & 3;
  if (version_bits == 1 || layer_bits != 1 || bitrate_index == 0 || bitrate_index == 15 || rate_index == 3)
    return std::nullopt;
  if ((bytes[3] & 3) == 2) return std::nullopt;

  MpegFrame frame;
  frame.version = version_bits == 3 ? 1 : version_bits == 2 ? 2 : 3;
  frame.bitrate = 1000 * (frame.version == 1 ? kKbit1[bitrate_index] : kKbit2[bitrate_index]);
  frame.rate = kRates[rate_index] >> (frame.version - 1);
  frame.channels = bytes[3] >> 6 == 3 ? 1 : 2;
  frame.samples = frame.version == 1 ? 1152 : 576;
  frame.bytes = frame.samples / 8 * frame.bitrate / frame.rate + (bytes[2] >> 1 & 1);
  frame.crc = (bytes[1] & 1) == 0;
  return frame;
}

std::optional<XingHeader> parse_xing(const MpegFrame& header, std::span<const std::uint8_t> frame) {
  XingHeader out;
  if (has_tag(frame, 4 + 32, "VBRI")) {
    Cursor vbri(after(frame, 4 + 32 + 14));
    out.frames = vbri.be32();
    return vbri.short_read() ? std::nullopt : std::optional(out);
  }
  std::size_t at = 4 + side_info_bytes(header);
  if (header.crc && !has_tag(frame, at, "Xing") && !has_tag(frame, at, "Info")) at += 2;
  if (!has_tag(frame, at, "Xing") && !has_tag(frame, at, "Info")) return std::nullopt;

  Cursor in(after(frame, at + 4));
  const std::uint32_t flags = in.be32();
  if (flags & 1) out.frames = in.be32();
  if (flags & 2) in.skip(4);
  if (flags & 4) in.skip(100);
  if (flags & 8) in.skip(4);
  if (in.short_read()) return XingHeader{};
  const std::string encoder = in.text(9);
  in.skip(12);
  const std::uint32_t delay_padding = static_cast<std::uint32_t>(in.be(3));
  if (in.short_read() || encoder[0] < ' ' || encoder[0] > '~') return out;
  out.lame = true;
  out.delay = delay_padding >> 12;
  out.padding = delay_padding & 0xFFF;
  return out;
}

}  // namespace veza::transcode
