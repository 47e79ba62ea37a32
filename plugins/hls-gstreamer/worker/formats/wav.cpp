#include <algorithm>
#include <bit>

#include "formats/cursor.h"
#include "formats/pcm.h"

namespace veza::transcode {
namespace {

constexpr int kMostChunks = 10000;
constexpr std::uint32_t kUnknown32 = 0xFFFFFFFF;

Status parse_fmt(Cursor in, PcmLayout& out) {
  std::uint32_t tag = in.le16();
  out.channels = in.le16();
  out.rate = in.le32();
  in.skip(4);
  out.frame_bytes = in.le16();
  std::uint32_t container = in.le16();
  out.bits = container;
  if (in.short_read()) return fail(Code::corrupt, "The WAV header is incomplete.");
  if (tag == 0xFFFE) {
    in.skip(2);
    const std::uint32_t valid = in.le16();
    out.channel_mask = in.le32();
    tag = in.le16();
    if (in.short_read()) return fail(Code::corrupt, "The WAV header is incomplete.");
    if (valid != 0 && valid <= container) out.bits = valid;
  }
  if (out.channels == 0 || out.rate == 0) return fail(Code::corrupt, "The WAV header is damaged.");
  if (std::popcount(out.channel_mask) != static_cast<int>(out.channels)) out.channel_mask = 0;

  const std::string kind = std::to_string(tag) + "/" + std::to_string(container);
  if (kind == "1/8") out.encoding = "U8";
  if (kind == "1/16") out.encoding = "S16LE";
  if (kind == "1/24") out.encoding = "S24LE";
  if (kind == "1/32") out.encoding = "S32LE";
  if (kind == "3/32") out.encoding = "F32LE";
  if (kind == "3/64") out.encoding = "F64LE";
  if (kind == "6/8") out.encoding = "ALAW";
  if (kind == "7/8") out.encoding = "MULAW";
  if (out.encoding.empty())
    return fail(Code::unsupported, "This WAV file holds a compressed format that is not supported.",
                "format tag/bits " + kind);
  if (out.frame_bytes != out.channels * container / 8)
    return fail(Code::corrupt, "The WAV header is damaged.", "block align " + std::to_string(out.frame_bytes));
  return {};
}

}  // namespace

Result<PcmLayout> parse_wav(ByteSource& file) {
  const auto head = file.exactly(0, 12);
  if (head.empty()) return fail(Code::truncated, "The WAV file ends inside its header.");
  const bool wide = has_tag(head, 0, "RF64") || has_tag(head, 0, "BW64");
  const std::uint32_t riff_size = Cursor(after(head, 4)).le32();
  std::uint64_t wide_size = 0;

  PcmLayout out;
  bool have_fmt = false;
  std::uint64_t at = 12;
  for (int chunks = 0; chunks < kMostChunks; ++chunks) {
    const auto header = file.exactly(at, 8);
    if (header.empty()) break;
    const std::uint32_t size = Cursor(after(header, 4)).le32();
    const std::uint64_t body = at + 8;
    if (wide && has_tag(header, 0, "ds64")) {
      const auto ds64 = file.exactly(body, 16);
      if (ds64.empty()) return fail(Code::truncated, "The WAV file ends inside its header.");
      wide_size = Cursor(after(ds64, 8)).le64();
    } else if (has_tag(header, 0, "fmt ")) {
      const auto fmt = file.up_to(body, std::min<std::uint32_t>(size, 40));
      if (auto ok = parse_fmt(Cursor(fmt), out); !ok) return fail(ok.error());
      have_fmt = true;
    } else if (has_tag(header, 0, "data")) {
      if (!have_fmt) return fail(Code::corrupt, "The WAV file does not say what its samples are.");
      std::uint64_t declared = wide && size == kUnknown32 ? wide_size : size;
      const std::uint64_t present = file.size() - std::min(file.size(), body);
      // What a program writes that could not seek back: 0 and 0, ~4 GiB and ~4 GiB (ffmpeg), ~2 GiB (SoX).
      const bool streamed = !wide && ((riff_size == 0 && size == 0) || (size >= 0x7FFFF000u && size > present));
      if (streamed) declared = present;
      out.offset = body;
      out.frames = declared / out.frame_bytes;
      out.frames_present = std::min(declared, present) / out.frame_bytes;
      return out;
    }
    at = body + size + (size & 1);
  }
  if (!have_fmt) return fail(Code::truncated, "The WAV file ends inside its header.");
  return fail(Code::empty, "The WAV file holds no samples.", "no data chunk");
}

}  // namespace veza::transcode
