#include "backup/schedule.h"

#include <string>

#include "base/text.h"

namespace veza::backup {
namespace {

constexpr int64_t minute_ms = 60'000;
constexpr int64_t day_ms = 24 * 60 * minute_ms;

std::optional<int64_t> minute_of_day(std::string_view clock) {
  if (clock.size() != 5 || clock[2] != ':') return std::nullopt;
  for (const size_t i : {0U, 1U, 3U, 4U}) {
    if (clock[i] < '0' || clock[i] > '9') return std::nullopt;
  }
  const auto hour = *base::to_int(clock.substr(0, 2));
  const auto minute = *base::to_int(clock.substr(3));
  if (hour > 23 || minute > 59) return std::nullopt;
  return hour * 60 + minute;
}

}  // namespace

base::Result<Schedule> Schedule::parse(std::string_view text) {
  Schedule schedule;
  text = base::trim(text);
  if (text.empty()) return schedule;
  constexpr std::string_view daily = "daily ";
  if (text.starts_with(daily)) schedule.minute_ = minute_of_day(base::trim(text.substr(daily.size())));
  if (schedule.minute_) return schedule;
  return base::fail(base::Code::invalid, "\"" + std::string(text.substr(0, 40)) +
                                             "\" is no schedule: write daily HH:MM (UTC), or leave it empty for never");
}

std::optional<int64_t> Schedule::last_due(int64_t now_ms) const {
  if (!minute_) return std::nullopt;
  const int64_t today = now_ms / day_ms * day_ms + *minute_ * minute_ms;
  return today <= now_ms ? today : today - day_ms;
}

}  // namespace veza::backup
