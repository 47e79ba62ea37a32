// Parts lie inside the body, in order, without overlap; a boundary that was accepted is legal.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "net/multipart.h"

using namespace veza::net;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  // The first line is taken for a Content-Type, the rest for its body.
  const size_t line = bytes.find('\n');
  if (line == std::string_view::npos) return 0;
  const auto boundary = multipart_boundary(bytes.substr(0, line));
  if (!boundary) return 0;
  if (boundary->empty() || boundary->size() > 70) std::abort();
  const std::string_view body = bytes.substr(line + 1);
  const auto parts = parse_multipart(body, *boundary);
  if (!parts) return 0;
  uint64_t end = 0;
  for (const Part& part : *parts) {
    if (part.offset < end || part.size > body.size() || part.offset > body.size() - part.size) std::abort();
    if (part.name.empty()) std::abort();
    end = part.offset + part.size;
  }
  return 0;
}
