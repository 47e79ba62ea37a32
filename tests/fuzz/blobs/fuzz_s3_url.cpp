// Addresses of object stores: whatever is accepted makes a host and a path that no byte can break out of.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "blobs/s3_target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto target = veza::blobs::parse_s3_url({reinterpret_cast<const char*>(data), size});
  if (!target) return 0;
  for (const std::string& text : {target->origin(), target->host_field(), target->path_of("k"), target->path_of("")}) {
    for (const char c : text) {
      if (c <= ' ' || c >= '\x7f' || c == '?' || c == '#' || c == '@' || c == '\\') std::abort();
    }
  }
  if (target->path_of("k").find("/../") != std::string::npos) std::abort();
  return 0;
}
