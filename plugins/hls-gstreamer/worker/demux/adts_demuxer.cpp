#include "demux/demuxer.h"
#include "formats/adts.h"
#include "formats/id3.h"

namespace veza::transcode {
namespace {

constexpr std::uint64_t kFrameSamples = 1024;

// The frame at `at` when it belongs to the stream and is whole.
std::optional<AdtsFrame> frame_at(ByteSource& file, std::uint64_t at, std::uint64_t end) {
  const auto frame = parse_adts_header(file.up_to(at, 7));
  return frame && at + frame->bytes <= end ? frame : std::nullopt;
}

class AdtsDemuxer final : public Demuxer {
 public:
  AdtsDemuxer(ByteSource& file, std::uint64_t at, std::uint64_t end, const AdtsFrame& first, std::uint64_t frames)
      : file_(&file), at_(at), end_(end), first_(first) {
    const std::uint64_t length = frames * kFrameSamples;
    info_ = {"aac",
             first.rate,
             first.channels,
             0,
             true,
             average_bitrate(end - at, length, first.rate),
             to_ms(length, first.rate)};
    decoding_.elements = {"avdec_aac"};
    decoding_.caps = "audio/mpeg,mpegversion=4,stream-format=raw,framed=true,rate=" + std::to_string(first.rate) +
                     ",channels=" + std::to_string(first.channels);
    decoding_.codec_data = audio_specific_config(first);
    decoding_.rate = first.rate;
    decoding_.keep = length;
  }

  Result<std::optional<std::vector<std::uint8_t>>> next() override {
    const auto frame = frame_at(*file_, at_, end_);
    if (!frame || !frame->same_stream(first_)) return std::nullopt;
    auto payload = file_->exactly(at_ + frame->header_bytes, frame->bytes - frame->header_bytes);
    if (payload.empty()) return fail(Code::io, "The uploaded file could not be read.");
    at_ += frame->bytes;
    return payload;
  }

 private:
  ByteSource* file_;
  std::uint64_t at_, end_;
  AdtsFrame first_;
};

}  // namespace

Result<std::unique_ptr<Demuxer>> open_adts(ByteSource& file, std::uint64_t at) {
  const std::uint64_t end = before_end_tags(file);
  std::optional<AdtsFrame> first;
  std::uint64_t frames = 0, next = at;
  while (next < end) {
    const auto frame = frame_at(file, next, end);
    if (!frame || (first && !frame->same_stream(*first))) break;
    if (frame->blocks != 1 || frame->channels == 0)
      return fail(Code::unsupported, "This kind of AAC stream is not supported; an M4A file would be.");
    if (!first) first = frame;
    ++frames;
    next += frame->bytes;
  }
  if (!first) return fail(Code::empty, "The AAC file holds no sound.");
  if (next < end) {
    if (parse_adts_header(file.up_to(next, 7)))
      return fail(Code::truncated, "The AAC file is incomplete: it ends in the middle of a frame.");
    return fail(Code::corrupt, "The AAC file is damaged.", "no frame at byte " + std::to_string(next));
  }
  return std::make_unique<AdtsDemuxer>(file, at, end, *first, frames);
}

}  // namespace veza::transcode
