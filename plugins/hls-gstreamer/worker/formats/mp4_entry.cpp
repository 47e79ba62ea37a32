#include "formats/mp4_entry.h"

#include "formats/cursor.h"
#include "formats/mp4_boxes.h"

namespace veza::transcode {
namespace {

// A descriptor's expandable length (ISO/IEC 14496-1 section 8.3.3).
std::uint32_t descriptor_length(Cursor& in) {
  std::uint32_t length = 0;
  for (int i = 0; i < 4; ++i) {
    const std::uint8_t byte = in.u8();
    length = length << 7 | (byte & 0x7F);
    if (!(byte & 0x80)) break;
  }
  return length;
}

Status parse_esds(std::span<const std::uint8_t> esds, Mp4Track& track) {
  Cursor in(esds);
  in.skip(4);
  if (in.u8() != 3) return fail(Code::corrupt, "The MP4 file does not say how its sound is coded.", "no ES descriptor");
  descriptor_length(in);
  in.skip(2);
  const std::uint8_t flags = in.u8();
  if (flags & 0x80) in.skip(2);
  if (flags & 0x40) in.skip(in.u8());
  if (flags & 0x20) in.skip(2);
  if (in.u8() != 4) return fail(Code::corrupt, "The MP4 file does not say how its sound is coded.", "no config");
  descriptor_length(in);
  const std::uint8_t object = in.u8();
  in.skip(12);
  if (object != 0x40 && (object < 0x66 || object > 0x68))
    return fail(Code::unsupported, "The sound in this MP4 file is neither AAC nor ALAC.",
                "object type " + std::to_string(object));
  if (in.u8() != 5) return fail(Code::corrupt, "The MP4 file does not say how its sound is coded.", "no decoder info");
  const auto config = in.take(descriptor_length(in));
  track.config.assign(config.begin(), config.end());
  track.aac = parse_audio_specific_config(track.config);
  if (in.short_read() || !track.aac) return fail(Code::corrupt, "The AAC description in this file is damaged.");
  track.codec = "aac";
  if (track.rate == 0) track.rate = track.aac->rate;
  if (track.aac->channels != 0) track.channels = track.aac->channels;
  return {};
}

}  // namespace

Status parse_sample_description(std::span<const std::uint8_t> stsd, Mp4Track& track) {
  if (stsd.size() < 8) return fail(Code::corrupt, "The MP4 file does not say how its sound is coded.", "stsd");
  std::optional<Mp4Box> entry;
  for_each_box(stsd.subspan(8), [&](const Mp4Box& box) {
    if (!entry) entry = box;
  });
  if (!entry) return fail(Code::corrupt, "The MP4 file does not say how its sound is coded.", "stsd is empty");
  if (entry->type == "enca" || entry->type == "drms")
    return fail(Code::unsupported, "This file is copy-protected (DRM) and cannot be played here.");
  if (entry->type != "mp4a" && entry->type != "alac")
    return fail(Code::unsupported, "The sound in this MP4 file is neither AAC nor ALAC.", std::string(entry->type));

  Cursor in(entry->body);
  in.skip(8);
  const std::uint16_t version = in.be16();
  in.skip(6);
  track.channels = in.be16();
  track.bits = in.be16();
  in.skip(4);
  track.rate = in.be32() >> 16;
  if (version == 1) in.skip(16);
  if (version == 2) in.skip(36);
  if (in.short_read()) return fail(Code::corrupt, "The MP4 file does not say how its sound is coded.", "sample entry");
  auto children = in.take(in.left());
  if (const auto wave = find_box(children, {"wave"}); !wave.empty()) children = wave;

  if (entry->type == "mp4a") {
    track.bits = 0;
    return parse_esds(find_box(children, {"esds"}), track);
  }
  const auto cookie = find_box(children, {"alac"});
  if (cookie.size() < 28) return fail(Code::corrupt, "The ALAC description in this file is damaged.");
  // The decoder wants the box with its header, as FFmpeg's demuxer hands it on.
  track.config = {0, 0, 0, 36, 'a', 'l', 'a', 'c'};
  track.config.insert(track.config.end(), cookie.begin(), cookie.begin() + 28);
  track.codec = "alac";
  track.bits = cookie[4 + 5];
  track.channels = cookie[4 + 9];
  Cursor rate(cookie.subspan(4 + 20));
  track.rate = rate.be32();
  return {};
}

}  // namespace veza::transcode
