#include "uploads/tus_fields.h"

#include <openssl/evp.h>

#include <charconv>
#include <cstdio>
#include <ctime>

namespace veza::library::tus {
namespace {

constexpr int64_t largest = (int64_t{1} << 53) - 1;
constexpr size_t most_pairs = 32;

std::string_view trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool is_key(std::string_view key) {
  if (key.empty()) return false;
  for (const unsigned char c : key) {
    if (c <= ' ' || c >= 0x7F || c == ',') return false;
  }
  return true;
}

bool is_base64(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

}  // namespace

std::optional<int64_t> parse_size(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != text.npos) return std::nullopt;
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || value > largest) return std::nullopt;
  return value;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  if (text.empty()) return std::string();
  const size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  for (const char c : text.substr(0, text.size() - padding)) {
    if (!is_base64(c)) return std::nullopt;
  }
  std::string out(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  out.resize(static_cast<size_t>(size) - padding);
  return out;
}

std::optional<Pairs> parse_metadata(std::string_view field) {
  Pairs pairs;
  if (trimmed(field).empty()) return pairs;
  for (size_t begin = 0; begin <= field.size();) {
    const size_t end = std::min(field.find(',', begin), field.size());
    const auto pair = trimmed(field.substr(begin, end - begin));
    const size_t space = std::min(pair.find(' '), pair.size());
    const auto key = pair.substr(0, space);
    const auto value = from_base64(trimmed(pair.substr(space)));
    if (!is_key(key) || !value || pairs.size() == most_pairs) return std::nullopt;
    if (!pairs.emplace(key, *value).second) return std::nullopt;
    begin = end + 1;
  }
  return pairs;
}

std::optional<Checksum> parse_checksum(std::string_view field) {
  const auto whole = trimmed(field);
  const size_t space = whole.find(' ');
  if (space == whole.npos || space == 0) return std::nullopt;
  auto bytes = from_base64(trimmed(whole.substr(space)));
  if (!bytes || bytes->empty()) return std::nullopt;
  return Checksum{std::string(whole.substr(0, space)), std::move(*bytes)};
}

std::string http_date(int64_t epoch_ms) {
  static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto seconds = static_cast<std::time_t>((epoch_ms + 999) / 1000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[64];
  std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[parts.tm_wday], parts.tm_mday,
                months[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
  return text;
}

}  // namespace veza::library::tus
