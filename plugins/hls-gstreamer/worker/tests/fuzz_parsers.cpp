// Everything that reads an upload before a decoder does: sniff, open, and read every unit.
#include "demux/demuxer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  veza::transcode::MemorySource file({data, data + size});
  auto demuxer = veza::transcode::open_demuxer(file);
  if (!demuxer) return 0;
  for (int units = 0; units < 100000; ++units) {
    auto unit = (*demuxer)->next();
    if (!unit || !*unit) break;
  }
  return 0;
}
