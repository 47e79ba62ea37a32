// When listening counts as a play. Plain rules over plain values.
#pragma once
#include <algorithm>
#include <cstdint>
#include <optional>

namespace veza::library {

inline constexpr int64_t counts_after_ms = 30'000;

// What must be heard of a track of that length (nothing: not known yet): 30 seconds, or half of a shorter one.
inline int64_t needed_ms(std::optional<int64_t> duration_ms) {
  if (!duration_ms || *duration_ms <= 0) return counts_after_ms;
  return std::min(counts_after_ms, std::max<int64_t>(*duration_ms / 2, 1));
}

// Whether a play of which `heard_ms` was heard counts, when the same person's last that did was at `last_counted`:
// nobody hears a track twice at once.
inline bool counts(int64_t heard_ms, std::optional<int64_t> duration_ms, std::optional<int64_t> last_counted,
                   int64_t now) {
  const int64_t needed = needed_ms(duration_ms);
  return heard_ms >= needed && (!last_counted || now - *last_counted >= needed);
}

}  // namespace veza::library
