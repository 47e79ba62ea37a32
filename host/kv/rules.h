// What every store asks of its arguments, so that memory and Redis refuse the same things in the same words.
#pragma once
#include <cstdint>
#include <string_view>

#include "base/error.h"

namespace veza::kv {

inline constexpr size_t longest_key = 512;
// Over 140 000 years. Longer times are for ever: adding them to a clock may overflow, in Redis as here.
inline constexpr int64_t longest_ttl_ms = int64_t{1} << 52;
// A hundred years; longer windows are as long as this one.
inline constexpr int64_t longest_window_ms = int64_t{100} * 366 * 24 * 3600 * 1000;

base::Status check_key(std::string_view key);
base::Status check_lock_time(int64_t ttl_ms);
// "<number>-<number>"
base::Status check_stream_id(std::string_view id);

// The time to live that is meant: 0 for everything that means for ever.
inline int64_t lasting(int64_t ttl_ms) { return ttl_ms <= 0 || ttl_ms > longest_ttl_ms ? 0 : ttl_ms; }

}  // namespace veza::kv
