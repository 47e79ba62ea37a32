#include "formats/mp4.h"

#include <algorithm>
#include <cstdlib>

#include "formats/cursor.h"
#include "formats/mp4_boxes.h"
#include "formats/mp4_entry.h"
#include "formats/mp4_samples.h"

namespace veza::transcode {
namespace {

constexpr std::uint64_t kMostMoov = 128u << 20;
constexpr int kMostTopLevelBoxes = 1'000'000;

struct TopLevel {
  std::vector<std::uint8_t> moov;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> moofs;  // offset and size, header included
  bool cut = false;                                            // a box reaches past the end of the file
};

TopLevel scan(ByteSource& file) {
  TopLevel out;
  std::uint64_t at = 0;
  for (int boxes = 0; boxes < kMostTopLevelBoxes && at + 8 <= file.size(); ++boxes) {
    const auto head = file.up_to(at, 16);
    Cursor in(head);
    std::uint64_t size = in.be32(), header = 8;
    in.skip(4);
    if (size == 1) {
      size = in.be64();
      header = 16;
    }
    if (size == 0) size = file.size() - at;
    if (size < header) break;
    out.cut = size > file.size() - at;
    if (out.cut) break;
    if (has_tag(head, 4, "moov") && size <= kMostMoov && out.moov.empty())
      out.moov = file.exactly(at + header, static_cast<std::size_t>(size - header));
    if (has_tag(head, 4, "moof") && size <= kMostMoov) out.moofs.emplace_back(at, static_cast<std::uint32_t>(size));
    at += size;
  }
  return out;
}

struct Edit {
  std::uint64_t duration = 0;  // movie timescale; 0: to the end
  std::uint64_t media_time = 0;
};

// The first edit that plays something. Songs have one; what a second one would cut is played in full.
std::optional<Edit> first_edit(std::span<const std::uint8_t> elst) {
  Cursor in(elst);
  const bool wide = in.be32() >> 24 == 1;
  for (std::uint32_t count = in.be32(); count > 0 && in.left() >= 12; --count) {
    const std::uint64_t duration = in.be(wide ? 8 : 4), media_time = in.be(wide ? 8 : 4);
    in.skip(4);
    const bool gap = media_time >> (wide ? 63 : 31) != 0;
    if (!gap && !in.short_read()) return Edit{duration, media_time};
  }
  return std::nullopt;
}

struct Smpb {
  std::uint64_t delay = 0, samples = 0;
};

// iTunes' "----" item: " 00000000 00000840 000001CA 00000000003F31F6 …" = reserved, delay, padding, length.
std::optional<Smpb> itunes_gapless(std::span<const std::uint8_t> moov) {
  std::optional<Smpb> out;
  auto meta = find_box(moov, {"udta", "meta"});
  if (meta.size() < 4) return out;
  for_each_box(find_box(meta.subspan(4), {"ilst"}), [&](const Mp4Box& item) {
    const auto name = find_box(item.body, {"name"});
    const auto data = find_box(item.body, {"data"});
    if (item.type != "----" || !has_tag(name, 4, "iTunSMPB") || data.size() < 8 + 45) return;
    const std::string text(data.begin() + 8, data.end());
    if (text.size() < 44) return;
    out = Smpb{std::strtoull(text.substr(10, 8).c_str(), nullptr, 16),
               std::strtoull(text.substr(28, 16).c_str(), nullptr, 16)};
  });
  return out;
}

void set_audible_range(Mp4Track& track, std::optional<Edit> edit, std::uint32_t movie_scale, std::optional<Smpb> smpb) {
  std::uint64_t media = 0;
  for (const AccessUnit& unit : track.units) media += unit.duration;
  track.keep = media;
  const bool edited = edit && (edit->media_time > 0 || edit->duration > 0) && edit->media_time < media;
  if (smpb && !(edited && edit->media_time > 0) && smpb->samples > 0 && smpb->samples <= media &&
      smpb->delay <= media - smpb->samples) {
    track.skip = smpb->delay;
    track.keep = smpb->samples;
  } else if (edited) {
    track.skip = edit->media_time;
    track.keep = media - edit->media_time;
    // An edit's length has the movie's timescale (often only milliseconds): within a tick of the exact value it says
    // the same, less precisely.
    if (edit->duration > 0 && movie_scale > 0) {
      const long double ticks = static_cast<long double>(edit->duration) * track.timescale / movie_scale;
      const long double tick = static_cast<long double>(track.timescale) / movie_scale + 1;
      if (ticks + tick < static_cast<long double>(track.keep)) track.keep = static_cast<std::uint64_t>(ticks + 0.5L);
    }
  }
}

}  // namespace

Result<Mp4Track> parse_mp4(ByteSource& file) {
  const TopLevel top = scan(file);
  if (top.moov.empty()) {
    if (top.cut) return fail(Code::truncated, "The MP4 file ends before its index.");
    return fail(Code::corrupt, "The MP4 file has no index.", "no moov box");
  }

  std::optional<Error> refused;
  std::optional<Mp4Track> chosen;
  std::uint32_t track_id = 0;
  std::span<const std::uint8_t> chosen_trak;
  for_each_box(top.moov, [&](const Mp4Box& trak) {
    if (trak.type != "trak" || chosen || !has_tag(find_box(trak.body, {"mdia", "hdlr"}), 8, "soun")) return;
    Mp4Track track;
    if (auto ok = parse_sample_description(find_box(trak.body, {"mdia", "minf", "stbl", "stsd"}), track); !ok) {
      if (!refused) refused = ok.error();
      return;
    }
    Cursor tkhd(find_box(trak.body, {"tkhd"}));
    tkhd.skip(tkhd.be32() >> 24 == 1 ? 16 : 8);
    track_id = tkhd.be32();
    Cursor mdhd(find_box(trak.body, {"mdia", "mdhd"}));
    mdhd.skip(mdhd.be32() >> 24 == 1 ? 16 : 8);
    track.timescale = mdhd.be32();
    chosen = std::move(track);
    chosen_trak = trak.body;
  });
  if (!chosen) {
    if (refused) return fail(*refused);
    return fail(Code::no_audio_track, "The file has pictures but no sound.", "no sound track");
  }
  if (chosen->timescale == 0 || chosen->rate == 0 || chosen->channels == 0)
    return fail(Code::corrupt, "The index of this MP4 file is damaged.", "timescale, rate or channels are 0");

  auto units = read_sample_table(find_box(chosen_trak, {"mdia", "minf", "stbl"}), file.size());
  if (!units) return fail(units.error());
  chosen->units = std::move(*units);
  const FragmentDefaults defaults = read_fragment_defaults(top.moov, track_id);
  for (const auto& [at, size] : top.moofs) {
    const auto moof = file.exactly(at + 8, size - 8);
    if (auto ok = append_fragment(moof, at, defaults, chosen->units); !ok) return fail(ok.error());
  }
  if (chosen->units.empty()) {
    if (top.cut) return fail(Code::truncated, "The MP4 file ends before its sound.");
    return fail(Code::empty, "The sound track of this file is empty.");
  }

  for (const AccessUnit& unit : chosen->units) {
    if (unit.offset > file.size() || unit.size > file.size() - unit.offset)
      return fail(Code::truncated, "The MP4 file ends before all of its sound.");
    chosen->payload_bytes += unit.size;
  }
  if (top.cut && !top.moofs.empty()) return fail(Code::truncated, "The MP4 file ends before all of its sound.");

  Cursor mvhd(find_box(top.moov, {"mvhd"}));
  mvhd.skip(mvhd.be32() >> 24 == 1 ? 16 : 8);
  set_audible_range(*chosen, first_edit(find_box(chosen_trak, {"edts", "elst"})), mvhd.be32(),
                    itunes_gapless(top.moov));
  return std::move(*chosen);
}

}  // namespace veza::transcode
