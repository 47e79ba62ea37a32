#include <algorithm>

#include "cmaf/box_writer.h"
#include "cmaf/cmaf.h"

namespace veza::transcode {

std::string media_segment(std::uint32_t sequence, std::uint64_t decode_time, std::span<const Unit> units,
                          std::uint32_t default_samples, std::string_view payload) {
  const bool uniform =
      std::all_of(units.begin(), units.end(), [&](const Unit& unit) { return unit.samples == default_samples; });
  BoxWriter w;
  w.box("styp", [](BoxWriter& b) { b.text("msdh").u32(0).text("msdh").text("msix").text("cmfs"); });

  const std::size_t moof_at = w.size();
  std::size_t data_offset_at = 0;
  w.box("moof", [&](BoxWriter& moof) {
    moof.full_box("mfhd", 0, 0, [&](BoxWriter& b) { b.u32(sequence); });
    moof.box("traf", [&](BoxWriter& traf) {
      constexpr std::uint32_t kDurationPresent = 0x8, kBaseIsMoof = 0x20000;
      traf.full_box("tfhd", 0, kDurationPresent | kBaseIsMoof, [&](BoxWriter& b) { b.u32(1).u32(default_samples); });
      traf.full_box("tfdt", 1, 0, [&](BoxWriter& b) { b.u64(decode_time); });
      const std::uint32_t flags = 0x1 | 0x200 | (uniform ? 0u : 0x100u);
      traf.full_box("trun", 0, flags, [&](BoxWriter& b) {
        b.u32(static_cast<std::uint32_t>(units.size()));
        data_offset_at = b.size();
        b.u32(0);
        for (const Unit& unit : units) {
          if (!uniform) b.u32(unit.samples);
          b.u32(unit.bytes);
        }
      });
    });
  });
  w.patch32(data_offset_at, static_cast<std::uint32_t>(w.size() - moof_at + 8));
  w.box("mdat", [&](BoxWriter& b) { b.text(payload); });
  return w.take();
}

}  // namespace veza::transcode
