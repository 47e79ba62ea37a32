#include <algorithm>
#include <array>
#include <cstdio>

#include "demux/demuxer.h"
#include "formats/pcm.h"

namespace veza::transcode {
namespace {

constexpr std::uint64_t kBlockFrames = 4096;

// WAVE speaker bits as GStreamer numbers them: it has a second LFE between "back centre" and the side speakers.
std::uint64_t gst_mask(std::uint32_t wave_mask, std::uint32_t channels) {
  constexpr std::array<std::uint64_t, 9> usual{0, 0x4, 0x3, 0x7, 0x33, 0x37, 0x3F, 0x13F, 0xC3F};
  if (wave_mask == 0 || wave_mask >> 11 != 0) return channels < usual.size() ? usual[channels] : 0;
  return (wave_mask & 0x1FF) | static_cast<std::uint64_t>(wave_mask & 0x600) << 1;
}

class PcmDemuxer final : public Demuxer {
 public:
  PcmDemuxer(ByteSource& file, const PcmLayout& layout, const char* format) : file_(&file), layout_(layout) {
    info_ = {format,
             layout.rate,
             layout.channels,
             layout.bits,
             false,
             average_bitrate(layout.frame_bytes, 1, layout.rate),
             to_ms(layout.frames, layout.rate)};
    const bool law = layout.encoding.ends_with("LAW");
    const std::string media = !law                        ? "audio/x-raw,layout=interleaved,format=" + layout.encoding
                              : layout.encoding == "ALAW" ? std::string("audio/x-alaw")
                                                          : std::string("audio/x-mulaw");
    decoding_.caps = media + ",rate=" + std::to_string(layout.rate) + ",channels=" + std::to_string(layout.channels);
    if (law) decoding_.elements = {layout.encoding == "ALAW" ? "alawdec" : "mulawdec"};
    if (!law && layout.channels > 2) {
      std::array<char, 48> mask{};
      std::snprintf(mask.data(), mask.size(), ",channel-mask=(bitmask)0x%llx",
                    static_cast<unsigned long long>(gst_mask(layout.channel_mask, layout.channels)));
      decoding_.caps += mask.data();
    }
    decoding_.rate = layout.rate;
    decoding_.keep = layout.frames_present;
  }

  Result<std::optional<std::vector<std::uint8_t>>> next() override {
    const std::uint64_t frames = std::min(kBlockFrames, layout_.frames_present - done_);
    if (frames == 0) return std::nullopt;
    auto block = file_->exactly(layout_.offset + done_ * layout_.frame_bytes,
                                static_cast<std::size_t>(frames * layout_.frame_bytes));
    if (block.empty()) return fail(Code::io, "The uploaded file could not be read.");
    done_ += frames;
    return block;
  }

 private:
  ByteSource* file_;
  PcmLayout layout_;
  std::uint64_t done_ = 0;
};

Result<std::unique_ptr<Demuxer>> open_pcm(ByteSource& file, const Result<PcmLayout>& layout, const char* format) {
  if (!layout) return fail(layout.error());
  if (layout->frames == 0) return fail(Code::empty, "The file holds no samples.");
  if (layout->channels > 8) return fail(Code::unsupported, "Files with more than 8 channels are not supported.");
  if (too_short(layout->frames_present, layout->frames, layout->rate) || layout->frames_present == 0)
    return fail(ends_early(layout->frames_present, layout->frames, layout->rate));
  return std::make_unique<PcmDemuxer>(file, *layout, format);
}

}  // namespace

Result<std::unique_ptr<Demuxer>> open_wav(ByteSource& file) { return open_pcm(file, parse_wav(file), "wav"); }
Result<std::unique_ptr<Demuxer>> open_aiff(ByteSource& file) { return open_pcm(file, parse_aiff(file), "aiff"); }

}  // namespace veza::transcode
