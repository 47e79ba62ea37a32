#include "http/request_id.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "base/crypto.h"

namespace veza::http {
namespace {

uint64_t random_seed() {
  unsigned char bytes[8];
  base::random_bytes(bytes, sizeof bytes);
  uint64_t seed = 0;
  std::memcpy(&seed, bytes, sizeof seed);
  return seed;
}

// SplitMix64 (Steele, Lea, Flood 2014): a bijection of a counter, so a thread never repeats itself.
uint64_t next_value() {
  thread_local uint64_t state = random_seed();
  uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

}  // namespace

bool is_request_id(std::string_view text) {
  if (text.empty() || text.size() > 64) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  });
}

std::string new_request_id() {
  static constexpr char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
  uint64_t value = next_value();
  std::string text(13, '0');
  for (char& c : text) {
    c = digits[value & 31];
    value >>= 5;
  }
  return text;
}

}  // namespace veza::http
