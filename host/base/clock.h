// Time. Everything stored or sent is milliseconds since the Unix epoch, UTC; JSON shows RFC 3339.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace veza::base {

// Wall clock, epoch milliseconds.
inline int64_t now_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

// What a component that decides by time takes in its constructor, so that a test can hold the hands.
using Clock = std::function<int64_t()>;

// 1700000000123 → "2023-11-14T22:13:20.123Z".
std::string rfc3339(int64_t epoch_ms);

}  // namespace veza::base
