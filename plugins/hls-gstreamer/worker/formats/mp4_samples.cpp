#include "formats/mp4_samples.h"

#include <algorithm>

#include "formats/cursor.h"
#include "formats/mp4_boxes.h"

namespace veza::transcode {
namespace {

tl::unexpected<Error> damaged(const char* table) {
  return fail(Code::corrupt, "The index of this MP4 file is damaged.", table);
}

Status read_sizes(std::span<const std::uint8_t> stbl, std::uint64_t file_size, std::vector<AccessUnit>& units) {
  Cursor in(find_box(stbl, {"stsz"}));
  in.skip(4);
  const std::uint32_t fixed = in.be32(), count = in.be32();
  if (in.short_read()) return damaged("stsz");
  const bool fits = fixed == 0 ? in.left() / 4 >= count : file_size / fixed >= count;
  if (count > kMostUnits || !fits) return damaged("stsz");
  units.resize(count);
  for (AccessUnit& unit : units) unit.size = fixed != 0 ? fixed : in.be32();
  return {};
}

Status read_durations(std::span<const std::uint8_t> stbl, std::vector<AccessUnit>& units) {
  Cursor in(find_box(stbl, {"stts"}));
  in.skip(4);
  std::size_t next = 0;
  for (std::uint32_t runs = in.be32(); runs > 0 && in.left() >= 8; --runs) {
    const std::uint32_t count = in.be32(), duration = in.be32();
    for (std::uint32_t i = 0; i < count && next < units.size(); ++i) units[next++].duration = duration;
  }
  return next == units.size() ? Status{} : damaged("stts");
}

Status read_offsets(std::span<const std::uint8_t> stbl, std::vector<AccessUnit>& units) {
  const bool wide = find_box(stbl, {"stco"}).empty();
  Cursor offsets(wide ? find_box(stbl, {"co64"}) : find_box(stbl, {"stco"}));
  offsets.skip(4);
  const std::uint32_t chunks = offsets.be32();
  Cursor runs(find_box(stbl, {"stsc"}));
  runs.skip(4);
  std::uint32_t runs_left = runs.be32();
  if (runs_left == 0 || runs.left() < 12) return damaged("stsc");
  runs.skip(4);
  std::uint32_t per_chunk = runs.be32();
  runs.skip(4);
  --runs_left;
  std::uint32_t next_run_at = runs_left > 0 && runs.left() >= 12 ? runs.be32() : 0;

  std::size_t next = 0;
  for (std::uint32_t chunk = 1; chunk <= chunks && next < units.size(); ++chunk) {
    if (next_run_at != 0 && chunk == next_run_at) {
      per_chunk = runs.be32();
      runs.skip(4);
      --runs_left;
      next_run_at = runs_left > 0 && runs.left() >= 12 ? runs.be32() : 0;
    }
    std::uint64_t at = offsets.be(wide ? 8 : 4);
    if (offsets.short_read()) return damaged("stco");
    for (std::uint32_t i = 0; i < per_chunk && next < units.size(); ++i) {
      units[next].offset = at;
      at += units[next++].size;
    }
  }
  return next == units.size() ? Status{} : damaged("stsc");
}

}  // namespace

Result<std::vector<AccessUnit>> read_sample_table(std::span<const std::uint8_t> stbl, std::uint64_t file_size) {
  std::vector<AccessUnit> units;
  if (auto ok = read_sizes(stbl, file_size, units); !ok) return fail(ok.error());
  if (units.empty()) return units;
  if (auto ok = read_durations(stbl, units); !ok) return fail(ok.error());
  if (auto ok = read_offsets(stbl, units); !ok) return fail(ok.error());
  return units;
}

FragmentDefaults read_fragment_defaults(std::span<const std::uint8_t> moov, std::uint32_t track_id) {
  FragmentDefaults out{track_id, 0, 0};
  for_each_box(find_box(moov, {"mvex"}), [&](const Mp4Box& box) {
    if (box.type != "trex") return;
    Cursor in(box.body);
    in.skip(4);
    if (in.be32() != track_id) return;
    in.skip(4);
    out.duration = in.be32();
    out.size = in.be32();
  });
  return out;
}

Status append_fragment(std::span<const std::uint8_t> moof, std::uint64_t moof_at, const FragmentDefaults& defaults,
                       std::vector<AccessUnit>& units) {
  bool sound = true;
  for_each_box(moof, [&](const Mp4Box& traf) {
    if (traf.type != "traf") return;
    Cursor tfhd(find_box(traf.body, {"tfhd"}));
    const std::uint32_t flags = tfhd.be32();
    if (tfhd.be32() != defaults.track_id) return;
    const std::uint64_t base = flags & 0x1 ? tfhd.be64() : moof_at;
    if (flags & 0x2) tfhd.skip(4);
    const std::uint32_t duration = flags & 0x8 ? tfhd.be32() : defaults.duration;
    const std::uint32_t size = flags & 0x10 ? tfhd.be32() : defaults.size;
    std::uint64_t at = base;
    for_each_box(traf.body, [&](const Mp4Box& trun) {
      if (trun.type != "trun") return;
      Cursor in(trun.body);
      const std::uint32_t has = in.be32(), count = in.be32();
      if (has & 0x1)
        at = base + static_cast<std::uint64_t>(static_cast<std::int64_t>(static_cast<std::int32_t>(in.be32())));
      if (has & 0x4) in.skip(4);
      const std::size_t row =
          (has & 0x100 ? 4 : 0) + (has & 0x200 ? 4 : 0) + (has & 0x400 ? 4 : 0) + (has & 0x800 ? 4 : 0);
      if (in.short_read() || units.size() + count > kMostUnits || (row != 0 && in.left() / row < count)) {
        sound = false;
        return;
      }
      for (std::uint32_t i = 0; i < count; ++i) {
        AccessUnit unit{at, size, duration};
        if (has & 0x100) unit.duration = in.be32();
        if (has & 0x200) unit.size = in.be32();
        if (has & 0x400) in.skip(4);
        if (has & 0x800) in.skip(4);
        at += unit.size;
        units.push_back(unit);
      }
    });
  });
  return sound ? Status{} : damaged("trun");
}

}  // namespace veza::transcode
