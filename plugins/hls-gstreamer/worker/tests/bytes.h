// Files in memory, for parser tests.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "byte_source.h"
#include "cmaf/box_writer.h"

namespace veza::transcode {

inline std::vector<std::uint8_t> bytes(std::string_view text) { return {text.begin(), text.end()}; }

inline MemorySource source(std::string_view text) { return MemorySource(bytes(text)); }

inline std::string le(std::uint64_t value, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += static_cast<char>(value >> (8 * i));
  return out;
}

inline std::string be(std::uint64_t value, int count) {
  std::string out;
  for (int i = count - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i));
  return out;
}

inline std::string chunk(std::string_view type, std::string_view body) {
  return std::string(type) + le(body.size(), 4) + std::string(body) + (body.size() % 2 ? std::string(1, '\0') : "");
}

// The code of a failed result, or "ok".
template <class T>
std::string outcome(const Result<T>& result) {
  return result ? "ok" : std::string(name(result.error().code));
}

}  // namespace veza::transcode
