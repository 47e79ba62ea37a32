#include "formats/id3.h"

#include "formats/cursor.h"

namespace veza::transcode {

std::uint64_t after_id3v2(ByteSource& file) {
  std::uint64_t at = 0;
  for (int tags = 0; tags < 16; ++tags) {
    const auto head = file.exactly(at, 10);
    if (!has_tag(head, 0, "ID3") || head[3] == 0xFF || head[4] == 0xFF) break;
    std::uint64_t size = 0;
    for (std::size_t i = 6; i < 10; ++i) {
      if (head[i] & 0x80) return at;
      size = size << 7 | head[i];
    }
    at += 10 + size + (head[5] & 0x10 ? 10 : 0);
  }
  return at;
}

std::uint64_t before_end_tags(ByteSource& file) {
  std::uint64_t end = file.size();
  if (end >= 128 && has_tag(file.exactly(end - 128, 3), 0, "TAG")) end -= 128;
  if (end >= 32) {
    const auto footer = file.exactly(end - 32, 32);
    if (has_tag(footer, 0, "APETAGEX")) {
      Cursor in(after(footer, 12));
      const std::uint64_t size = in.le32();
      in.skip(4);
      const std::uint64_t whole = size + (in.le32() & 0x80000000u ? 32 : 0);
      if (whole <= end) end -= whole;
    }
  }
  return end;
}

}  // namespace veza::transcode
