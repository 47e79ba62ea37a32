// Parameters of apps: whatever they are, what is read is UTF-8, and asking for it throws nothing but a Failure.
#include <cstdlib>

#include "protocol/failure.h"
#include "protocol/params.h"
#include "protocol/utf8.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
  using namespace veza::opensubsonic;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Params params;
  params.read(text);
  for (const char* name : {"u", "t", "id", "timeOffset", "f", ""}) {
    for (const auto value : params.all(name)) {
      if (!is_utf8(value) || value.find('\0') != value.npos) std::abort();
    }
    try {
      params.number(name, 0, -5, 1000);
      params.flag(name, false);
      params.require(name);
    } catch (const Failure&) {
    }
  }
  if (!is_utf8(xml_text(text))) std::abort();
  return 0;
}
