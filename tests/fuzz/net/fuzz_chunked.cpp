// The decoder consumes what it says, and the body does not depend on how the input was split.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "net/chunked.h"

using namespace veza::net;

namespace {

struct Outcome {
  ChunkedDecoder::State state = ChunkedDecoder::State::more;
  size_t consumed = 0;
  std::string body;
};

Outcome decode(std::string_view bytes, size_t piece) {
  ChunkedDecoder decoder;
  Outcome outcome;
  while (outcome.consumed < bytes.size()) {
    const auto step = decoder.next(bytes.substr(outcome.consumed, piece));
    outcome.state = step.state;
    outcome.consumed += step.consumed;
    outcome.body += step.data;
    if (step.consumed == 0 || outcome.consumed > bytes.size()) std::abort();
    if (step.state == ChunkedDecoder::State::done || step.state == ChunkedDecoder::State::refused) return outcome;
  }
  outcome.state = ChunkedDecoder::State::more;
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Outcome whole = decode(bytes, size);
  const Outcome pieces = decode(bytes, 3);
  if (whole.state != pieces.state || whole.consumed != pieces.consumed || whole.body != pieces.body) std::abort();
  return 0;
}
