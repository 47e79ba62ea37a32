#include "backup/retention.h"

#include <algorithm>
#include <chrono>
#include <functional>

#include "backup/snapshot_name.h"

namespace veza::backup {
namespace {

using namespace std::chrono;

sys_days day_of(const std::string& name) {
  return floor<days>(sys_time<milliseconds>(milliseconds(snapshot_time(name).value_or(0))));
}

int64_t day(const std::string& name) { return day_of(name).time_since_epoch().count(); }

// Weeks begin on Monday; day 0 was a Thursday.
int64_t week(const std::string& name) { return (day(name) + 3) / 7; }

int64_t month(const std::string& name) {
  const year_month_day date(day_of(name));
  return static_cast<int>(date.year()) * 12 + static_cast<int>(static_cast<unsigned>(date.month()));
}

// The last of each period, newest first, of `count` periods.
void keep_last(const std::vector<std::string>& newest_first, int64_t count,
               const std::function<int64_t(const std::string&)>& period, std::set<std::string>& kept) {
  int64_t last = INT64_MIN;
  for (const auto& name : newest_first) {
    const int64_t its = period(name);
    if (its == last) continue;
    if (count-- <= 0) return;
    last = its;
    kept.insert(name);
  }
}

}  // namespace

std::set<std::string> to_keep(const std::vector<std::string>& names, const Retention& retention) {
  if (retention.daily == 0 && retention.weekly == 0 && retention.monthly == 0) return {names.begin(), names.end()};
  std::vector<std::string> newest_first = names;
  std::sort(newest_first.begin(), newest_first.end(), std::greater<>());
  std::set<std::string> kept;
  if (!newest_first.empty()) kept.insert(newest_first.front());
  keep_last(newest_first, retention.daily, day, kept);
  keep_last(newest_first, retention.weekly, week, kept);
  keep_last(newest_first, retention.monthly, month, kept);
  return kept;
}

}  // namespace veza::backup
