#include "demux/demuxer.h"
#include "formats/ogg.h"

namespace veza::transcode {
namespace {

// A recording that was cut out of a running stream counts its samples from that stream's beginning; how many there are
// is then not known before decoding. No page of a normal file holds this many seconds.
constexpr std::uint64_t kLongestFirstPage = 10;

class OggDemuxer final : public Demuxer {
 public:
  OggDemuxer(ByteSource& file, const OggLayout& layout) : packets_(file, layout.serial) {
    info_ = {layout.opus ? "opus" : "vorbis", layout.rate, layout.channels, 0, true, 0, std::nullopt};
    decoding_.rate = layout.rate;
    decoding_.skip = layout.pre_skip;  // opusdec leaves this to its caller
    if (layout.opus) {
      decoding_.elements = {"opusdec"};
      decoding_.caps = "audio/x-opus,channel-mapping-family=" + std::to_string(layout.head[18]);
    } else {
      decoding_.elements = {"vorbisdec"};
      decoding_.caps = "audio/x-vorbis";
    }
    if (layout.first_granule < kLongestFirstPage * layout.rate && layout.last_granule > layout.pre_skip) {
      const std::uint64_t length = layout.last_granule - layout.pre_skip;
      decoding_.keep = length;
      info_.duration_ms = to_ms(length, layout.rate);
      info_.bitrate = average_bitrate(layout.payload_bytes, length, layout.rate);
    }
  }

  Result<std::optional<std::vector<std::uint8_t>>> next() override {
    auto packet = packets_.next();
    if (!packet && packets_.damaged_pages() > 0)
      return fail(Code::corrupt, "The Ogg file is damaged.",
                  std::to_string(packets_.damaged_pages()) + " pages with a wrong checksum");
    return packet;
  }

 private:
  OggPackets packets_;
};

}  // namespace

Result<std::unique_ptr<Demuxer>> open_ogg(ByteSource& file) {
  auto layout = parse_ogg(file);
  if (!layout) return fail(layout.error());
  if (layout->opus && layout->head[18] > 1)
    return fail(Code::unsupported, "Opus files with discrete channels are not supported.");
  return std::make_unique<OggDemuxer>(file, *layout);
}

}  // namespace veza::transcode
