#include "formats/flac_tail.h"

#include <algorithm>

#include "formats/cursor.h"

namespace veza::transcode {
namespace {

constexpr std::uint64_t kWindow = 256 * 1024;

std::uint8_t crc8(std::span<const std::uint8_t> bytes) {
  unsigned crc = 0;
  for (std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc << 1 ^ (crc & 0x80 ? 0x07u : 0u)) & 0xFF;
  }
  return static_cast<std::uint8_t>(crc);
}

// The "UTF-8" coded number of a frame header: up to 36 bits in up to 7 bytes.
std::optional<std::uint64_t> coded_number(Cursor& in) {
  const std::uint8_t head = in.u8();
  if (head < 0x80) return head;
  int more = 0;
  while (more < 6 && head << (more + 1) & 0x80) ++more;
  if (more == 0) return std::nullopt;
  std::uint64_t value = more >= 6 ? 0 : head & (0x3Fu >> more);
  for (int i = 0; i < more; ++i) {
    const std::uint8_t byte = in.u8();
    if ((byte & 0xC0) != 0x80) return std::nullopt;
    value = value << 6 | (byte & 0x3F);
  }
  return value;
}

std::optional<std::uint64_t> frame_position(std::span<const std::uint8_t> bytes, std::uint32_t block) {
  if (bytes.size() < 6 || bytes[0] != 0xFF || (bytes[1] & 0xFE) != 0xF8) return std::nullopt;
  const unsigned size_code = bytes[2] >> 4, rate_code = bytes[2] & 15, channel_code = bytes[3] >> 4;
  if (size_code == 0 || rate_code == 15 || channel_code > 10 || (bytes[3] & 1)) return std::nullopt;
  Cursor in(after(bytes, 4));
  const auto number = coded_number(in);
  in.skip(size_code == 6 ? 1 : size_code == 7 ? 2 : 0);
  in.skip(rate_code == 12 ? 1 : rate_code > 12 ? 2 : 0);
  const std::size_t length = bytes.size() - in.left();
  const std::uint8_t expected = in.u8();
  if (!number || in.short_read() || crc8(bytes.first(length)) != expected) return std::nullopt;
  return bytes[1] & 1 ? *number : *number * block;
}

}  // namespace

std::optional<std::uint64_t> last_flac_frame(ByteSource& file, const FlacLayout& layout, std::uint64_t end) {
  const std::uint64_t from = std::max(layout.frames_at, end - std::min(end, kWindow));
  if (from >= end) return std::nullopt;
  const std::uint32_t block = static_cast<std::uint32_t>(layout.streaminfo[2] << 8 | layout.streaminfo[3]);
  const auto tail = file.up_to(from, static_cast<std::size_t>(end - from));
  std::optional<std::uint64_t> last;
  for (std::size_t i = 0; i < tail.size(); ++i) {
    if (tail[i] != 0xFF) continue;
    const auto position = frame_position(std::span(tail).subspan(i, std::min<std::size_t>(16, tail.size() - i)), block);
    if (position && *position < layout.samples) last = std::max(last.value_or(0), *position);
  }
  return last;
}

}  // namespace veza::transcode
