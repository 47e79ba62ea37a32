// When something is done by itself: "daily 03:30" (UTC), or "" for never.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/error.h"

namespace veza::backup {

class Schedule {
 public:
  // Never.
  Schedule() = default;
  // Error (invalid): what would be right.
  static base::Result<Schedule> parse(std::string_view text);

  // The latest moment at or before `now_ms` (epoch ms) at which it is due; nothing when it never is.
  std::optional<int64_t> last_due(int64_t now_ms) const;

 private:
  std::optional<int64_t> minute_;  // of the day
};

}  // namespace veza::backup
