// Any bytes as Upload-Metadata, Upload-Checksum and Upload-Offset: keys are visible and once, sizes are sizes.
#include <cstdint>
#include <cstdlib>

#include "uploads/checksum.h"
#include "uploads/tus_fields.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace veza::library::tus;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto pairs = parse_metadata(text)) {
    if (pairs->size() > 32) std::abort();
    for (const auto& [key, value] : *pairs) {
      if (key.empty() || key.find_first_of(" ,\r\n") != key.npos || value.size() > size) std::abort();
    }
  }
  if (const auto checksum = parse_checksum(text)) {
    if (checksum->bytes.empty() || checksum->bytes.size() > size) std::abort();
    (void)check(*checksum, text);
  }
  if (const auto offset = parse_size(text)) {
    if (*offset < 0 || *offset >= (int64_t{1} << 53)) std::abort();
  }
  return 0;
}
