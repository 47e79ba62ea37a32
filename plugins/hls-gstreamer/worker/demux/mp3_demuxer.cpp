#include "demux/demuxer.h"
#include "formats/id3.h"
#include "formats/mp3_walker.h"

namespace veza::transcode {
namespace {

// Every layer III decoder is late by this much (528 samples of filter bank and one).
constexpr std::uint64_t kDecoderDelay = 529;

struct Mp3Layout {
  MpegFrame header;
  std::uint64_t begin = 0, end = 0;  // of the frames that hold sound
  std::uint64_t frames = 0;
  std::uint64_t payload = 0;
  std::uint64_t skipped = 0;
  std::optional<XingHeader> xing;
};

Mp3Layout survey(ByteSource& file, std::uint64_t at) {
  Mp3Layout out;
  out.begin = at;
  out.end = before_end_tags(file);
  Mp3Walker walker(file, at, out.end);
  bool first = true;
  while (auto frame = walker.next()) {
    if (std::exchange(first, false)) {
      out.header = frame->header;
      out.xing = parse_xing(frame->header, file.up_to(frame->at, frame->header.bytes));
      if (out.xing) {
        out.begin = frame->at + frame->header.bytes;
        continue;
      }
    }
    ++out.frames;
    out.payload += frame->header.bytes;
  }
  out.skipped = walker.skipped();
  return out;
}

class Mp3Demuxer final : public Demuxer {
 public:
  Mp3Demuxer(ByteSource& file, const Mp3Layout& layout) : file_(&file), walker_(file, layout.begin, layout.end) {
    const MpegFrame& header = layout.header;
    std::uint64_t length = layout.frames * header.samples;
    if (layout.xing && layout.xing->lame) {
      const std::uint64_t padding = layout.xing->padding > kDecoderDelay ? layout.xing->padding - kDecoderDelay : 0;
      const std::uint64_t skip = layout.xing->delay + kDecoderDelay;
      if (skip + padding < length) {
        decoding_.skip = skip;
        length -= skip + padding;
      }
    }
    decoding_.keep = length;
    decoding_.rate = header.rate;
    decoding_.elements = {"mpg123audiodec"};
    decoding_.caps = "audio/mpeg,mpegversion=1,layer=3,parsed=true,mpegaudioversion=" + std::to_string(header.version) +
                     ",rate=" + std::to_string(header.rate) + ",channels=" + std::to_string(header.channels);
    info_ = {"mp3",
             header.rate,
             header.channels,
             0,
             true,
             average_bitrate(layout.payload, layout.frames * header.samples, header.rate),
             to_ms(length, header.rate)};
  }

  Result<std::optional<std::vector<std::uint8_t>>> next() override {
    const auto frame = walker_.next();
    if (!frame) return std::nullopt;
    auto bytes = file_->exactly(frame->at, frame->header.bytes);
    if (bytes.empty()) return fail(Code::io, "The uploaded file could not be read.");
    return bytes;
  }

 private:
  ByteSource* file_;
  Mp3Walker walker_;
};

}  // namespace

Result<std::unique_ptr<Demuxer>> open_mp3(ByteSource& file, std::uint64_t at) {
  const Mp3Layout layout = survey(file, at);
  const std::uint32_t rate = layout.header.rate;
  if (layout.skipped > layout.payload / 20 + 4096)
    return fail(Code::corrupt, "The MP3 file is damaged: much of it is not sound.",
                std::to_string(layout.skipped) + " stray bytes");
  if (layout.xing && layout.xing->frames > 0) {
    const std::uint64_t declared = static_cast<std::uint64_t>(layout.xing->frames) * layout.header.samples;
    const std::uint64_t got = layout.frames * layout.header.samples;
    if (too_short(got, declared, rate)) return fail(ends_early(got, declared, rate));
  }
  if (layout.frames == 0) return fail(Code::empty, "The MP3 file holds no sound.");
  return std::make_unique<Mp3Demuxer>(file, layout);
}

}  // namespace veza::transcode
