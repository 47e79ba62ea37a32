#include "net/http_date.h"

#include <chrono>
#include <ctime>

namespace veza::net {

namespace {

constexpr std::string_view days = "SunMonTueWedThuFriSat";
constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";

char* two_digits(char* out, unsigned value) {
  *out++ = static_cast<char>('0' + value / 10 % 10);
  *out++ = static_cast<char>('0' + value % 10);
  return out;
}

}  // namespace

std::string http_date(int64_t epoch_seconds) {
  using namespace std::chrono;
  const sys_seconds when{seconds(epoch_seconds)};
  const auto midnight = floor<std::chrono::days>(when);
  const year_month_day date(midnight);
  const hh_mm_ss clock(when - midnight);
  std::string text(29, ' ');
  char* out = text.data();
  days.copy(out, 3, weekday(midnight).c_encoding() * 3);
  out[3] = ',';
  out = two_digits(out + 5, static_cast<unsigned>(date.day())) + 1;
  months.copy(out, 3, (static_cast<unsigned>(date.month()) - 1) * 3);
  const auto year = static_cast<unsigned>(static_cast<int>(date.year()));
  out = two_digits(two_digits(out + 4, year / 100), year % 100) + 1;
  out = two_digits(out, static_cast<unsigned>(clock.hours().count()));
  *out++ = ':';
  out = two_digits(out, static_cast<unsigned>(clock.minutes().count()));
  *out++ = ':';
  out = two_digits(out, static_cast<unsigned>(clock.seconds().count())) + 1;
  std::string_view("GMT").copy(out, 3);
  return text;
}

std::optional<int64_t> parse_http_date(std::string_view text) {
  if (text.size() > 40 || text.find('\0') != std::string_view::npos) return std::nullopt;
  const std::string copy(text);
  for (const char* form : {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"}) {
    std::tm parts{};
    const char* end = ::strptime(copy.c_str(), form, &parts);
    if (end && *end == '\0') return ::timegm(&parts);
  }
  return std::nullopt;
}

}  // namespace veza::net
