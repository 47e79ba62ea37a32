// Whatever the bytes: a head is read, refused or incomplete; what is read keeps the promises of head_check.h, and a
// head that came in pieces gives the same answer.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "net/head_check.h"
#include "net/syntax.h"
#include "net/target.h"

using namespace veza::net;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Head head;
  const HeadLimits limits;
  const HeadResult whole = check_head(bytes, limits, head);
  if (whole.state == HeadResult::State::complete) {
    if (whole.size > size || !is_token(head.method) || head.fields.size() > limits.fields) std::abort();
    if (bytes.substr(whole.size - 4, 4) != "\r\n\r\n") std::abort();
    if (head.chunked && head.content_length) std::abort();
    for (const auto& field : head.fields) {
      if (!is_token(field.name) || !is_field_value(field.value)) std::abort();
    }
    const auto path = normal_path(head.target.substr(0, head.target.find('?')));
    if (path && *path != "*" && (path->front() != '/' || path->find("/../") != std::string::npos)) std::abort();
  }
  Head again;
  const HeadResult half = check_head(bytes.substr(0, size / 2), limits, again);
  // A refusal or a complete head cannot be undone by more bytes.
  if (half.state == HeadResult::State::complete && (whole.state != half.state || whole.size != half.size)) std::abort();
  if (half.state == HeadResult::State::refused && whole.state != half.state) std::abort();
  return 0;
}
