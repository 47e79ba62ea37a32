#include "rules/names.h"

#include <sys/random.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace veza::hls {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

}  // namespace

bool is_quality(std::string_view name) {
  return !name.empty() && name.size() <= 32 && std::all_of(name.begin(), name.end(), [](char c) {
    return is_digit(c) || is_lower(c) || c == '_' || c == '-';
  });
}

bool is_segment_file(std::string_view name) {
  if (name == init_file) return true;
  if (!name.starts_with("seg-") || !name.ends_with(".m4s") || name.size() < 8) return false;
  const auto digits = name.substr(4, name.size() - 8);
  if (digits.size() < 5 || digits.size() > 7 || (digits.size() > 5 && digits.front() == '0')) return false;
  return std::all_of(digits.begin(), digits.end(), is_digit) &&
         std::any_of(digits.begin(), digits.end(), [](char c) { return c != '0'; });
}

std::string segment_file(uint32_t index) {
  char text[32];
  std::snprintf(text, sizeof text, "seg-%05u.m4s", index);
  return text;
}

std::string new_generation() {
  unsigned char bytes[8];
  if (::getrandom(bytes, sizeof bytes, 0) != sizeof bytes) throw std::runtime_error("the system gives no random bytes");
  std::string text;
  for (const unsigned char byte : bytes) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

std::string track_prefix(std::string_view track_id) { return "hls/" + std::string(track_id) + "/"; }

std::string generation_prefix(std::string_view track_id, std::string_view generation) {
  return track_prefix(track_id) + std::string(generation) + "/";
}

std::string blob_key(std::string_view track_id, std::string_view generation, std::string_view name) {
  return generation_prefix(track_id, generation) + std::string(name);
}

bool is_track_id(std::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_digit(text[i]) && !(text[i] >= 'a' && text[i] <= 'f')) return false;
  }
  return true;
}

}  // namespace veza::hls
