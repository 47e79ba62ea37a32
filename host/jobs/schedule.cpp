#include "jobs/schedule.h"

#include <array>
#include <chrono>
#include <string>
#include <vector>

#include "base/text.h"

namespace veza::jobs {
namespace {

constexpr int64_t minute_ms = 60'000;
constexpr int64_t day_ms = 24 * 60 * minute_ms;
// The longest time between two 29ths of February (1896 and 1904, 2096 and 2104), and some.
constexpr int64_t longest_wait_days = 8 * 366 + 1;

struct Field {
  int first, last;
  std::vector<std::string_view> names;  // of first, first + 1 …
};

const std::array<Field, 5>& fields() {
  static const std::array<Field, 5> all{{
      {0, 59, {}},
      {0, 23, {}},
      {1, 31, {}},
      {1, 12, {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}},
      {0, 7, {"sun", "mon", "tue", "wed", "thu", "fri", "sat"}},
  }};
  return all;
}

std::optional<int> number(const Field& field, std::string_view text) {
  for (size_t i = 0; i < field.names.size(); ++i) {
    if (base::equal_no_case(text, field.names[i])) return field.first + static_cast<int>(i);
  }
  if (text.empty() || text.size() > 2 || text.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  const auto value = static_cast<int>(*base::to_int(text));
  if (value < field.first || value > field.last) return std::nullopt;
  return value;
}

std::vector<std::string_view> split(std::string_view text, char by) {
  std::vector<std::string_view> parts;
  for (size_t at = 0;;) {
    const size_t end = text.find(by, at);
    parts.push_back(text.substr(at, end - at));
    if (end == std::string_view::npos) return parts;
    at = end + 1;
  }
}

// "*", "5", "1-5", each with "/2" or without.
bool add_range(const Field& field, std::string_view text, std::bitset<60>& into) {
  int step = 1;
  bool stepped = false;
  if (const size_t slash = text.find('/'); slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    if (digits.empty() || digits.size() > 2 || digits.find_first_not_of("0123456789") != std::string_view::npos)
      return false;
    step = static_cast<int>(*base::to_int(digits));
    if (step == 0) return false;
    stepped = true;
    text = text.substr(0, slash);
  }
  int from = field.first, to = field.last;
  if (text != "*") {
    const size_t dash = text.find('-');
    const auto low = number(field, text.substr(0, dash));
    if (!low) return false;
    from = *low;
    if (dash != std::string_view::npos) {
      const auto high = number(field, text.substr(dash + 1));
      if (!high || *high < from) return false;
      to = *high;
    } else if (!stepped) {
      to = from;
    }
  }
  for (int i = from; i <= to; i += step) into.set(static_cast<size_t>(i));
  return true;
}

std::optional<std::bitset<60>> read_field(const Field& field, std::string_view text) {
  std::bitset<60> values;
  for (const auto part : split(text, ',')) {
    if (!add_range(field, part, values)) return std::nullopt;
  }
  return values;
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> all;
  for (size_t at = text.find_first_not_of(" \t"); at != std::string_view::npos;) {
    const size_t end = text.find_first_of(" \t", at);
    all.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(" \t", end);
  }
  return all;
}

// Our own short forms, as the five fields.
std::optional<std::string> spelled_out(const std::vector<std::string_view>& words) {
  if (words.size() == 1 && words[0] == "hourly") return "0 * * * *";
  if (words.size() != 2 || words[0] != "daily" || words[1].size() != 5 || words[1][2] != ':') return std::nullopt;
  return std::string(words[1].substr(3)) + " " + std::string(words[1].substr(0, 2)) + " * * *";
}

template <size_t Size>
std::bitset<Size> cut(const std::bitset<60>& all) {
  std::bitset<Size> out;
  for (size_t i = 0; i < Size; ++i) out[i] = all[i];
  return out;
}

auto no_schedule(std::string_view text) {
  return base::fail(base::Code::invalid,
                    "\"" + std::string(text.substr(0, 40)) +
                        "\" is no schedule: write daily HH:MM (UTC), hourly, the five fields of a crontab line (30 3 * "
                        "* mon), or leave it empty for never");
}

}  // namespace

base::Result<Schedule> Schedule::parse(std::string_view text) {
  Schedule schedule;
  auto parts = words(text);
  if (parts.empty()) return schedule;
  const auto spelled = spelled_out(parts);
  if (spelled) parts = words(*spelled);
  if (parts.size() != 5) return no_schedule(text);
  std::array<std::bitset<60>, 5> read;
  for (size_t i = 0; i < 5; ++i) {
    const auto values = read_field(fields()[i], parts[i]);
    if (!values) return no_schedule(text);
    read[i] = *values;
  }
  if (read[4][7]) read[4].set(0);
  schedule.minutes_ = read[0];
  schedule.hours_ = cut<24>(read[1]);
  schedule.days_ = cut<32>(read[2]);
  schedule.months_ = cut<13>(read[3]);
  schedule.weekdays_ = cut<7>(read[4]);
  schedule.any_day_ = parts[2].starts_with("*");
  schedule.any_weekday_ = parts[4].starts_with("*");
  if (!schedule.last_due(longest_wait_days * day_ms)) return no_schedule(text);
  return schedule;
}

bool Schedule::on_day(int64_t day) const {
  const std::chrono::sys_days date{std::chrono::days{day}};
  const std::chrono::year_month_day parts{date};
  if (!months_[static_cast<unsigned>(parts.month())]) return false;
  const bool of_month = days_[static_cast<unsigned>(parts.day())];
  const bool of_week = weekdays_[std::chrono::weekday{date}.c_encoding()];
  // crontab(5): a restricted day of the month or a restricted day of the week, whichever comes.
  return any_day_ || any_weekday_ ? of_month && of_week : of_month || of_week;
}

std::optional<int64_t> Schedule::last_due(int64_t now_ms) const {
  if (minutes_.none()) return std::nullopt;
  const int64_t today = now_ms / day_ms;
  for (int64_t day = today; day >= 0 && day > today - longest_wait_days; --day) {
    if (!on_day(day)) continue;
    const int64_t latest = day == today ? now_ms % day_ms / minute_ms : 24 * 60 - 1;
    for (int64_t minute = latest; minute >= 0; --minute) {
      if (hours_[static_cast<size_t>(minute / 60)] && minutes_[static_cast<size_t>(minute % 60)])
        return day * day_ms + minute * minute_ms;
    }
  }
  return std::nullopt;
}

}  // namespace veza::jobs
