#include "rules/lyrics.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace veza::library {
namespace {

constexpr size_t max_lines = 10'000;

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

std::optional<int64_t> number(std::string_view text, size_t most_digits) {
  if (text.empty() || text.size() > most_digits) return std::nullopt;
  int64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

// "03:12", "03:12.5", "03:12.34", "03:12.345", "03:12:34"
std::optional<int64_t> time_of(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto minutes = number(text.substr(0, colon), 4);
  auto rest = text.substr(colon + 1);
  const auto point = rest.find_first_of(".:");
  const auto seconds = number(rest.substr(0, point), 2);
  if (!minutes || !seconds || *seconds > 59) return std::nullopt;
  int64_t ms = 0;
  if (point != std::string_view::npos) {
    const auto fraction = rest.substr(point + 1);
    const auto parts = number(fraction, 3);
    if (!parts) return std::nullopt;
    ms = *parts * (fraction.size() == 1 ? 100 : fraction.size() == 2 ? 10 : 1);
  }
  return *minutes * 60'000 + *seconds * 1000 + ms;
}

// Without the times of single words.
std::string sung(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto close = text.front() == '<' ? text.find('>') : std::string_view::npos;
    if (close != std::string_view::npos && time_of(text.substr(1, close - 1))) {
      text.remove_prefix(close + 1);
    } else {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return std::string(trim(out));
}

class Parser {
 public:
  void line(std::string_view text) {
    text = trim(text);
    std::vector<int64_t> times;
    while (!text.empty() && text.front() == '[') {
      const auto close = text.find(']');
      if (close == std::string_view::npos) return;
      const auto inside = text.substr(1, close - 1);
      const auto at = time_of(inside);
      if (at) times.push_back(*at);
      if (!at && times.empty()) return tag(inside);
      if (!at) break;
      text = trim(text.substr(close + 1));
    }
    if (times.empty()) return;
    const auto words = sung(text);
    for (const int64_t at : times) {
      if (out_.lines.size() < max_lines) out_.lines.push_back({at, words});
    }
  }
  Lrc take() {
    for (auto& each : out_.lines) each.at_ms = std::max<int64_t>(0, each.at_ms - offset_);
    std::stable_sort(out_.lines.begin(), out_.lines.end(),
                     [](const LyricLine& a, const LyricLine& b) { return a.at_ms < b.at_ms; });
    return std::move(out_);
  }

 private:
  void tag(std::string_view inside) {
    const auto colon = inside.find(':');
    if (colon == std::string_view::npos) return;
    const auto name = inside.substr(0, colon);
    auto value = trim(inside.substr(colon + 1));
    if (name == "la" && value.size() <= 35) out_.language = value;
    if (name != "offset") return;
    const bool negative = value.starts_with('-');
    if (negative || value.starts_with('+')) value.remove_prefix(1);
    if (const auto ms = number(value, 7)) offset_ = negative ? -*ms : *ms;
  }

  Lrc out_;
  int64_t offset_ = 0;
};

}  // namespace

Lrc parse_lrc(std::string_view text) {
  Parser parser;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    parser.line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parser.take();
}

}  // namespace veza::library
