#include "identity/cbor_shape.h"

#include <cbor.h>

#include <vector>

namespace veza::identity {
namespace {

constexpr size_t deepest = 8;

// What the last head announced: so many items inside, or something that is not taken.
struct Seen {
  uint64_t members = 0;
  bool container = false;
  bool indefinite = false;
};

Seen& seen(void* context) { return *static_cast<Seen*>(context); }

cbor_callbacks make_callbacks() {
  cbor_callbacks calls = cbor_empty_callbacks;
  const auto indefinite = [](void* context) { seen(context).indefinite = true; };
  calls.byte_string_start = indefinite;
  calls.string_start = indefinite;
  calls.indef_array_start = indefinite;
  calls.indef_map_start = indefinite;
  calls.indef_break = indefinite;
  calls.array_start = [](void* context, size_t members) { seen(context) = {members, true, false}; };
  calls.map_start = [](void* context, size_t pairs) {
    seen(context) = {pairs > SIZE_MAX / 2 ? SIZE_MAX : pairs * 2, true, false};
  };
  calls.tag = [](void* context, uint64_t) { seen(context) = {1, true, false}; };
  return calls;
}

}  // namespace

base::Result<size_t> cbor_item_size(std::string_view bytes) {
  static const cbor_callbacks calls = make_callbacks();
  std::vector<uint64_t> open{1};  // members still to come, outermost first
  size_t at = 0;
  while (!open.empty()) {
    if (open.back() == 0) {
      open.pop_back();
      continue;
    }
    --open.back();
    Seen head;
    const auto result =
        cbor_stream_decode(reinterpret_cast<const unsigned char*>(bytes.data()) + at, bytes.size() - at, &calls, &head);
    if (result.status != CBOR_DECODER_FINISHED) return base::fail(base::Code::invalid, "CBOR is cut off or malformed");
    if (head.indefinite) return base::fail(base::Code::invalid, "CBOR of indefinite length is not taken");
    at += result.read;
    if (!head.container) continue;
    // Each member takes a byte at least.
    if (head.members > bytes.size() - at) return base::fail(base::Code::invalid, "CBOR claims more than it holds");
    if (open.size() > deepest) return base::fail(base::Code::invalid, "CBOR is nested too deep");
    open.push_back(head.members);
  }
  return at;
}

}  // namespace veza::identity
