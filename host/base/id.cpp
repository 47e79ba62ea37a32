#include "base/id.h"

#include <atomic>

#include "base/clock.h"
#include "base/crypto.h"

namespace veza::base {
namespace {

// RFC 9562 section 6.2 method 3: the 12 bits after the millisecond are a counter, so ids of one millisecond keep
// their order; when it overflows the clock part is carried forward.
uint64_t next_stamp() {
  static std::atomic<uint64_t> last{0};
  const uint64_t now = static_cast<uint64_t>(now_ms()) << 12;
  uint64_t seen = last.load(std::memory_order_relaxed);
  uint64_t next = 0;
  do {
    next = now > seen ? now : seen + 1;
  } while (!last.compare_exchange_weak(seen, next, std::memory_order_relaxed));
  return next;
}

}  // namespace

std::string new_id() {
  const uint64_t stamp = next_stamp();
  unsigned char bytes[16];
  random_bytes(bytes + 8, 8);
  for (int i = 0; i < 6; ++i) bytes[i] = static_cast<unsigned char>(stamp >> (12 + 8 * (5 - i)));
  bytes[6] = static_cast<unsigned char>(0x70 | ((stamp >> 8) & 0x0f));
  bytes[7] = static_cast<unsigned char>(stamp);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (int i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text.push_back('-');
    text.push_back(digits[bytes[i] >> 4]);
    text.push_back(digits[bytes[i] & 15]);
  }
  return text;
}

bool is_id(std::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (c != '-') return false;
    } else if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))) {
      return false;
    }
  }
  return true;
}

}  // namespace veza::base
