#include "playlists/position.h"

#include <cstdint>

namespace veza::library {
namespace {

constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr int64_t base = 36;
// Keys at the ends are whole numbers of this many digits, a step apart: 1.6 million on either side of the first.
constexpr size_t whole_digits = 6;
constexpr int64_t step = base * base / 2;
constexpr int64_t past_whole = base * base * base * base * base * base;

int64_t digit(std::string_view key, size_t i) { return i < key.size() ? static_cast<int64_t>(digits.find(key[i])) : 0; }

int64_t whole(std::string_view key) {
  int64_t out = 0;
  for (size_t i = 0; i < whole_digits; ++i) out = out * base + digit(key, i);
  return out;
}

// Without zeros at its end, behind which nothing would have room.
std::string key_of_whole(int64_t number) {
  std::string out(whole_digits, '0');
  for (size_t i = whole_digits; i-- > 0; number /= base) out[i] = digits[static_cast<size_t>(number % base)];
  out.resize(out.find_last_not_of('0') + 1);
  return out;
}

// Halfway, digit by digit; an empty `after` is one whole.
std::string middle(std::string_view before, std::string_view after) {
  std::string out;
  bool bounded = !after.empty();
  for (size_t i = 0;; ++i) {
    const int64_t low = digit(before, i);
    const int64_t high = bounded ? digit(after, i) : base;
    if (high - low > 1) return out + digits[static_cast<size_t>((low + high) / 2)];
    out += digits[static_cast<size_t>(low)];
    if (high > low) bounded = false;  // what is below `after` already has no more to heed
  }
}

void fill(std::vector<std::string>& out, size_t first, size_t count, std::string_view before, std::string_view after) {
  if (count == 0) return;
  const size_t half = count / 2;
  out[first + half] = middle(before, after);
  const std::string at = out[first + half];
  fill(out, first, half, before, at);
  fill(out, first + half + 1, count - half - 1, at, after);
}

}  // namespace

std::string position_between(std::string_view before, std::string_view after) {
  if (before.empty() && after.empty()) return key_of_whole(past_whole / 2);
  if (after.empty()) {
    if (const int64_t next = whole(before) + step; next < past_whole) return key_of_whole(next);
  }
  if (before.empty()) {
    if (const int64_t next = whole(after) - step; next > 0) return key_of_whole(next);
  }
  return middle(before, after);
}

std::vector<std::string> positions_between(std::string_view before, std::string_view after, size_t count) {
  std::vector<std::string> out(count);
  if (after.empty()) {
    std::string last(before);
    for (auto& each : out) each = last = position_between(last, "");
  } else {
    fill(out, 0, count, before, after);
  }
  return out;
}

}  // namespace veza::library
