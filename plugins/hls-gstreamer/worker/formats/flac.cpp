#include "formats/flac.h"

#include "formats/cursor.h"

namespace veza::transcode {

Result<FlacLayout> parse_flac(ByteSource& file, std::uint64_t offset) {
  FlacLayout out;
  std::uint64_t at = offset + 4;
  for (int blocks = 0; blocks < 10000; ++blocks) {
    const auto header = file.exactly(at, 4);
    if (header.empty()) return fail(Code::truncated, "The FLAC file ends inside its header.");
    const std::uint32_t size = static_cast<std::uint32_t>(header[1]) << 16 | header[2] << 8 | header[3];
    if (blocks == 0) {
      if ((header[0] & 0x7F) != 0 || size != 34) return fail(Code::corrupt, "The FLAC header is damaged.");
      out.streaminfo = file.exactly(at + 4, 34);
      if (out.streaminfo.empty()) return fail(Code::truncated, "The FLAC file ends inside its header.");
    }
    at += 4 + size;
    if (header[0] & 0x80) break;
  }
  Cursor in(out.streaminfo);
  in.skip(10);
  const std::uint64_t packed = in.be64();
  out.rate = static_cast<std::uint32_t>(packed >> 44);
  out.channels = static_cast<std::uint32_t>(packed >> 41 & 7) + 1;
  out.bits = static_cast<std::uint32_t>(packed >> 36 & 31) + 1;
  out.samples = packed & 0xFFFFFFFFFull;
  out.frames_at = at;
  if (out.rate == 0 || out.bits < 4) return fail(Code::corrupt, "The FLAC header is damaged.");
  if (at >= file.size()) {
    if (out.samples != 0) return fail(Code::truncated, "The FLAC file ends before its first frame.");
    return fail(Code::empty, "The FLAC file holds no samples.");
  }
  return out;
}

}  // namespace veza::transcode
