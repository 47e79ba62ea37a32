#include <algorithm>
#include <cmath>

#include "formats/cursor.h"
#include "formats/pcm.h"

namespace veza::transcode {
namespace {

constexpr int kMostChunks = 10000;

// An 80-bit IEEE 754 extended float, the sample rate's form; 0 for anything outside 1 Hz .. 2^31 Hz.
std::uint32_t extended_rate(Cursor& in) {
  const int exponent = static_cast<int>(in.be16()) - 16383;
  const std::uint64_t mantissa = in.be64();
  if (exponent < 0 || exponent > 30) return 0;
  return static_cast<std::uint32_t>(std::llround(std::ldexp(static_cast<double>(mantissa), exponent - 63)));
}

std::string encoding_of(const std::string& kind, std::uint32_t bits) {
  const std::uint32_t bytes = (bits + 7) / 8;
  if (kind == "NONE" || kind == "twos")
    return bytes == 1 ? "S8" : bytes == 2 ? "S16BE" : bytes == 3 ? "S24BE" : bytes == 4 ? "S32BE" : "";
  if (kind == "sowt") return bytes == 2 ? "S16LE" : bytes == 3 ? "S24LE" : bytes == 4 ? "S32LE" : "";
  if (kind == "raw " && bytes == 1) return "U8";
  if (kind == "in24") return "S24BE";
  if (kind == "in32") return "S32BE";
  if (kind == "fl32" || kind == "FL32") return "F32BE";
  if (kind == "fl64" || kind == "FL64") return "F64BE";
  if (kind == "alaw" || kind == "ALAW") return "ALAW";
  if (kind == "ulaw" || kind == "ULAW") return "MULAW";
  return "";
}

std::uint32_t bytes_of(const std::string& encoding) {
  if (encoding == "S8" || encoding == "U8" || encoding.ends_with("LAW")) return 1;
  return static_cast<std::uint32_t>(std::stoi(encoding.substr(1))) / 8;
}

Status parse_comm(Cursor in, bool aifc, PcmLayout& out) {
  out.channels = in.be16();
  out.frames = in.be32();
  out.bits = in.be16();
  out.rate = extended_rate(in);
  const std::string kind = aifc ? in.text(4) : "NONE";
  if (in.short_read() || out.channels == 0 || out.rate == 0 || out.bits == 0)
    return fail(Code::corrupt, "The AIFF header is damaged.");
  out.encoding = encoding_of(kind, out.bits);
  if (out.encoding.empty())
    return fail(Code::unsupported, "This AIFF file holds a compressed format that is not supported.", kind);
  const std::uint32_t bytes = bytes_of(out.encoding);
  out.bits = std::min(out.bits, bytes * 8);
  out.frame_bytes = bytes * out.channels;
  return {};
}

}  // namespace

Result<PcmLayout> parse_aiff(ByteSource& file) {
  const auto head = file.exactly(0, 12);
  if (head.empty()) return fail(Code::truncated, "The AIFF file ends inside its header.");
  const bool aifc = has_tag(head, 8, "AIFC");
  PcmLayout out;
  bool have_comm = false;
  std::uint64_t sound_at = 0, sound_bytes = 0, at = 12;
  for (int chunks = 0; chunks < kMostChunks && !(have_comm && sound_at != 0); ++chunks) {
    const auto header = file.exactly(at, 8);
    if (header.empty()) break;
    const std::uint32_t size = Cursor(after(header, 4)).be32();
    const std::uint64_t body = at + 8;
    if (has_tag(header, 0, "COMM")) {
      const auto comm = file.up_to(body, std::min<std::uint32_t>(size, 64));
      if (auto ok = parse_comm(Cursor(comm), aifc, out); !ok) return fail(ok.error());
      have_comm = true;
    } else if (has_tag(header, 0, "SSND")) {
      const auto ssnd = file.exactly(body, 8);
      if (ssnd.empty()) return fail(Code::truncated, "The AIFF file ends inside its header.");
      const std::uint32_t skip = Cursor(ssnd).be32();
      sound_at = body + 8 + skip;
      sound_bytes = size >= 8ull + skip ? size - 8 - skip : 0;
    }
    at = body + size + (size & 1);
  }
  if (!have_comm) return fail(Code::truncated, "The AIFF file ends inside its header.");
  if (sound_at == 0) {
    if (out.frames != 0) return fail(Code::truncated, "The AIFF file ends before its samples.");
    return fail(Code::empty, "The AIFF file holds no samples.");
  }
  const std::uint64_t present = file.size() - std::min(file.size(), sound_at);
  out.offset = sound_at;
  out.frames_present = std::min({out.frames, present / out.frame_bytes, sound_bytes / out.frame_bytes});
  return out;
}

}  // namespace veza::transcode
