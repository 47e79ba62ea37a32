// Any bytes at all: an answer, always, and always one of the two.
#include <cstdint>
#include <cstdlib>

#include "media/sniff.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto found = veza::library::sniff({reinterpret_cast<const char*>(data), size});
  if (found.format.has_value() != found.looks_like.empty()) std::abort();
  return 0;
}
