// Any text at all: lines in order of time, never before 0, never too many.
#include <cstdint>
#include <cstdlib>

#include "rules/lyrics.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto found = veza::library::parse_lrc({reinterpret_cast<const char*>(data), size});
  int64_t last = 0;
  for (const auto& line : found.lines) {
    if (line.at_ms < last) std::abort();
    last = line.at_ms;
  }
  if (found.lines.size() > 10'000) std::abort();
  return 0;
}
