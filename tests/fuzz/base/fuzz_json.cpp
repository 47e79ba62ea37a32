// Whatever the bytes: JSON or an error, never deeper than 64; what is read can be written, and read again is the same.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/json.h"
#include "base/text.h"

using veza::base::Json;

namespace {

size_t depth(const Json& value) {
  size_t deepest = 0;
  if (value.is_structured()) {
    for (const auto& item : value) deepest = std::max(deepest, depth(item));
    return deepest + 1;
  }
  return 0;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto value = veza::base::parse_json({reinterpret_cast<const char*>(data), size});
  if (!value) {
    if (value.error().code != veza::base::Code::invalid || value.error().message.empty()) std::abort();
    return 0;
  }
  if (depth(*value) > 65) std::abort();
  const std::string text = veza::base::to_text(*value);
  if (!veza::base::is_utf8(text)) std::abort();
  const auto again = veza::base::parse_json(text);
  if (!again || *again != *value) std::abort();
  return 0;
}
