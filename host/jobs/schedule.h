// When something is done by itself, in UTC: "daily 03:30", "hourly", a line of crontab(5) ("*/15 8-18 * * mon-fri"),
// or "" for never.
#pragma once
#include <bitset>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/error.h"

namespace veza::jobs {

class Schedule {
 public:
  // Never.
  Schedule() = default;
  // The five fields minute, hour, day of the month, month, day of the week (0 or 7 is Sunday), with *, lists, ranges,
  // steps and English names; when both days are restricted, either is enough. Error (invalid): what would be right;
  // also for a day that never comes, as the 31st of April.
  static base::Result<Schedule> parse(std::string_view text);

  // The latest whole minute at or before `now_ms` (epoch ms) at which it is due; nothing when it never is.
  std::optional<int64_t> last_due(int64_t now_ms) const;

 private:
  bool on_day(int64_t day) const;  // days since 1970-01-01

  std::bitset<60> minutes_;
  std::bitset<24> hours_;
  std::bitset<32> days_;     // 1…31
  std::bitset<13> months_;   // 1…12
  std::bitset<7> weekdays_;  // Sunday is 0
  bool any_day_ = true, any_weekday_ = true;
};

}  // namespace veza::jobs
