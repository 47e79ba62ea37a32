#include "backup/snapshot_name.h"

#include <chrono>
#include <cstdio>

#include "base/text.h"

namespace veza::backup {

using namespace std::chrono;

std::string snapshot_name(int64_t epoch_ms) {
  const sys_time<seconds> time(floor<seconds>(milliseconds(epoch_ms)));
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  char text[40];
  std::snprintf(text, sizeof text, "%04d%02u%02uT%02d%02d%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text;
}

std::optional<int64_t> snapshot_time(std::string_view name) {
  if (name.size() != 16 || name[8] != 'T' || name[15] != 'Z') return std::nullopt;
  const auto number = [&](size_t at, size_t size) {
    const auto digits = name.substr(at, size);
    if (digits.find_first_not_of("0123456789") != digits.npos) return -1;
    return static_cast<int>(base::to_int(digits).value_or(-1));
  };
  const int month_number = number(4, 2), day_number = number(6, 2);
  const int hour = number(9, 2), minute = number(11, 2), second = number(13, 2);
  if (number(0, 4) < 0 || month_number < 1 || day_number < 1 || hour < 0 || minute < 0 || second < 0)
    return std::nullopt;
  const year_month_day date(year(number(0, 4)), month(static_cast<unsigned>(month_number)),
                            day(static_cast<unsigned>(day_number)));
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const auto time = sys_days(date) + hours(hour) + minutes(minute) + seconds(second);
  return duration_cast<milliseconds>(time.time_since_epoch()).count();
}

}  // namespace veza::backup
