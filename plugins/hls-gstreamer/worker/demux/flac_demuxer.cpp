#include "demux/demuxer.h"
#include "formats/flac.h"
#include "formats/flac_tail.h"
#include "formats/id3.h"

namespace veza::transcode {
namespace {

constexpr std::size_t kBlock = 64 * 1024;

// Hands flacparse the marker, STREAMINFO and the frames: tags, pictures and seek tables stay behind.
class FlacDemuxer final : public Demuxer {
 public:
  FlacDemuxer(ByteSource& file, const FlacLayout& layout)
      : file_(&file), at_(layout.frames_at), end_(before_end_tags(file)) {
    info_ = {"flac", layout.rate, layout.channels, layout.bits, false, 0, std::nullopt};
    if (layout.samples != 0) {
      info_.duration_ms = to_ms(layout.samples, layout.rate);
      info_.bitrate = average_bitrate(end_ - std::min(end_, at_), layout.samples, layout.rate);
      decoding_.keep = layout.samples;
    }
    decoding_.elements = {"flacparse", "flacdec"};
    decoding_.caps = "audio/x-flac";
    decoding_.rate = layout.rate;
    head_ = {'f', 'L', 'a', 'C', 0x80, 0, 0, 34};
    head_.insert(head_.end(), layout.streaminfo.begin(), layout.streaminfo.end());
  }

  Result<std::optional<std::vector<std::uint8_t>>> next() override {
    if (!head_.empty()) return std::exchange(head_, {});
    if (at_ >= end_) return std::nullopt;
    auto block = file_->up_to(at_, static_cast<std::size_t>(std::min<std::uint64_t>(kBlock, end_ - at_)));
    if (block.empty()) return fail(Code::io, "The uploaded file could not be read.");
    at_ += block.size();
    return block;
  }

 private:
  ByteSource* file_;
  std::uint64_t at_;
  std::uint64_t end_;
  std::vector<std::uint8_t> head_;
};

}  // namespace

Result<std::unique_ptr<Demuxer>> open_flac(ByteSource& file, std::uint64_t at) {
  auto layout = parse_flac(file, at);
  if (!layout) return fail(layout.error());
  constexpr std::uint64_t kLargestBlock = 65535;
  const auto last = last_flac_frame(file, *layout, before_end_tags(file));
  if (layout->samples != 0 && last && too_short(*last + kLargestBlock, layout->samples, layout->rate))
    return fail(ends_early(*last, layout->samples, layout->rate));
  return std::make_unique<FlacDemuxer>(file, *layout);
}

}  // namespace veza::transcode
