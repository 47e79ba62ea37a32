#include "cmaf/flac_config.h"

#include "cmaf/box_writer.h"

namespace veza::transcode {

std::vector<std::uint8_t> flac_streaminfo(std::uint32_t rate, std::uint32_t channels, std::uint32_t bits) {
  BoxWriter w;
  const std::uint64_t packed =
      std::uint64_t{rate} << 44 | std::uint64_t{channels - 1} << 41 | std::uint64_t{bits - 1} << 36;
  w.u16(kFlacBlock).u16(kFlacBlock).u24(0).u24(0).u64(packed).zeros(16);
  const std::string bytes = w.take();
  return {bytes.begin(), bytes.end()};
}

}  // namespace veza::transcode
