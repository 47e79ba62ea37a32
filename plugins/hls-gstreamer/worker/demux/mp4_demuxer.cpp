#include <algorithm>

#include "demux/demuxer.h"
#include "formats/mp4.h"

namespace veza::transcode {
namespace {

bool may_copy(const Mp4Track& track) {
  if (track.codec != "aac" || track.aac->object_type != 2 || track.aac->sbr || track.aac->short_frames) return false;
  if (track.aac->rate != 44100 || track.timescale != 44100 || track.channels != 2 || track.skip != 1024) return false;
  return std::all_of(track.units.begin(), track.units.end() - 1,
                     [](const AccessUnit& unit) { return unit.duration == 1024; }) &&
         track.units.back().duration <= 1024;
}

class Mp4Demuxer final : public Demuxer {
 public:
  Mp4Demuxer(ByteSource& file, Mp4Track track) : file_(&file), track_(std::move(track)) {
    const bool aac = track_.codec == "aac";
    info_ = {aac ? "m4a" : "alac",
             track_.rate,
             track_.channels,
             track_.bits,
             aac,
             average_bitrate(track_.payload_bytes, track_.keep + track_.skip, track_.timescale),
             to_ms(track_.keep, track_.timescale)};
    decoding_.elements = {aac ? "avdec_aac" : "avdec_alac"};
    decoding_.caps = aac ? "audio/mpeg,mpegversion=4,stream-format=raw,framed=true" : "audio/x-alac";
    decoding_.caps += ",rate=" + std::to_string(track_.rate) + ",channels=" + std::to_string(track_.channels);
    if (!aac) decoding_.caps += ",samplesize=" + std::to_string(track_.bits);
    decoding_.codec_data = track_.config;
    decoding_.rate = track_.timescale;
    decoding_.skip = track_.skip;
    decoding_.keep = track_.keep;
    if (may_copy(track_)) copy_ = AacCopy{track_.config};
  }

  Result<std::optional<std::vector<std::uint8_t>>> next() override {
    while (next_ < track_.units.size() && track_.units[next_].size == 0) ++next_;
    if (next_ == track_.units.size()) return std::nullopt;
    const AccessUnit& unit = track_.units[next_++];
    auto bytes = file_->exactly(unit.offset, unit.size);
    if (bytes.empty()) return fail(Code::io, "The uploaded file could not be read.");
    return bytes;
  }

 private:
  ByteSource* file_;
  Mp4Track track_;
  std::size_t next_ = 0;
};

}  // namespace

Result<std::unique_ptr<Demuxer>> open_mp4(ByteSource& file) {
  auto track = parse_mp4(file);
  if (!track) return fail(track.error());
  if (track->keep == 0) return fail(Code::empty, "The sound track of this file is empty.");
  constexpr std::uint32_t kMostUnit = 4u << 20;
  for (const AccessUnit& unit : track->units)
    if (unit.size > kMostUnit) return fail(Code::corrupt, "The index of this MP4 file is damaged.", "huge access unit");
  return std::make_unique<Mp4Demuxer>(file, std::move(*track));
}

}  // namespace veza::transcode
