#include "rules/music.h"

#include <algorithm>
#include <array>

namespace veza::library {
namespace {

struct Key {
  std::string_view name, camelot;
};
// From C upwards by semitones.
constexpr std::array<Key, 12> majors{{{"C", "8B"},
                                      {"Db", "3B"},
                                      {"D", "10B"},
                                      {"Eb", "5B"},
                                      {"E", "12B"},
                                      {"F", "7B"},
                                      {"F#", "2B"},
                                      {"G", "9B"},
                                      {"Ab", "4B"},
                                      {"A", "11B"},
                                      {"Bb", "6B"},
                                      {"B", "1B"}}};
constexpr std::array<Key, 12> minors{{{"Cm", "5A"},
                                      {"C#m", "12A"},
                                      {"Dm", "7A"},
                                      {"Ebm", "2A"},
                                      {"Em", "9A"},
                                      {"Fm", "4A"},
                                      {"F#m", "11A"},
                                      {"Gm", "6A"},
                                      {"G#m", "1A"},
                                      {"Am", "8A"},
                                      {"Bbm", "3A"},
                                      {"Bm", "10A"}}};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}
int number(std::string_view text) {
  int value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value;
}

bool replace(std::string& text, std::string_view what, std::string_view with) {
  const auto at = text.find(what);
  if (at == std::string::npos) return false;
  text.replace(at, what.size(), with);
  return true;
}

}  // namespace

std::optional<std::string> musical_key(std::string_view text) {
  if (text.empty() || text.size() > 24) return std::nullopt;
  std::string rest(text);
  replace(rest, "\xE2\x99\xAF", "#");  // sharp and flat signs
  replace(rest, "\xE2\x99\xAD", "b");
  rest.erase(std::remove(rest.begin(), rest.end(), ' '), rest.end());
  const std::string small = lower(rest);
  for (const auto* table : {&majors, &minors}) {
    for (const auto& key : *table) {
      const auto wheel = lower(key.camelot);
      if (small == wheel || small == "0" + wheel) return std::string(key.name);
    }
  }
  if (small.empty()) return std::nullopt;
  constexpr std::array<int, 7> semitones{9, 11, 0, 2, 4, 5, 7};  // a to g
  if (small[0] < 'a' || small[0] > 'g') return std::nullopt;
  int note = semitones[static_cast<size_t>(small[0] - 'a')];
  size_t used = 1;
  if (small.size() > used && (small[used] == '#' || small[used] == 'b')) note += small[used++] == '#' ? 1 : 11;
  const std::string_view mode = std::string_view(small).substr(used);
  // "CM" is major and "Cm" minor: the one place where case speaks.
  const bool capital = rest.size() == used + 1 && rest[used] == 'M';
  const auto is = [&](std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), mode) != names.end();
  };
  const auto at = static_cast<size_t>(note % 12);
  if (mode.empty() || capital || is({"maj", "major", "dur"})) return std::string(majors[at].name);
  if (is({"m", "min", "minor", "moll"})) return std::string(minors[at].name);
  return std::nullopt;
}

std::string_view camelot(std::string_view key) {
  for (const auto* table : {&majors, &minors}) {
    for (const auto& each : *table) {
      if (each.name == key) return each.camelot;
    }
  }
  return {};
}

std::optional<std::string> release_date(std::string_view text) {
  text = text.substr(0, text.find_first_of("T "));
  if (text.size() != 4 && text.size() != 7 && text.size() != 10) return std::nullopt;
  const auto year = text.substr(0, 4);
  if (!digits(year) || number(year) < 1) return std::nullopt;
  if (text.size() == 4) return std::string(text);
  const auto month = text.substr(5, 2);
  if (text[4] != '-' || !digits(month)) return std::nullopt;
  const int m = number(month);
  // Editors write the months and days they do not know as zeros.
  if (m == 0) return std::string(year);
  if (m > 12) return std::nullopt;
  if (text.size() == 7) return std::string(text);
  const auto day = text.substr(8, 2);
  if (text[7] != '-' || !digits(day)) return std::nullopt;
  const int d = number(day), y = number(year);
  if (d == 0) return std::string(text.substr(0, 7));
  constexpr std::array<int, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
  if (d > lengths[static_cast<size_t>(m - 1)] + (m == 2 && leap ? 1 : 0)) return std::nullopt;
  return std::string(text);
}

std::optional<std::string> isrc(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '-' || c == ' ') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    out += c;
  }
  if (out.size() != 12) return std::nullopt;
  for (size_t i = 0; i < out.size(); ++i) {
    const bool letter = out[i] >= 'A' && out[i] <= 'Z', digit = out[i] >= '0' && out[i] <= '9';
    if (i < 2 ? !letter : i < 5 ? !letter && !digit : !digit) return std::nullopt;
  }
  return out;
}

std::optional<std::string> mbid(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  const std::string out = lower(text);
  for (size_t i = 0; i < out.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool hex = (out[i] >= '0' && out[i] <= '9') || (out[i] >= 'a' && out[i] <= 'f');
    if (dash ? out[i] != '-' : !hex) return std::nullopt;
  }
  return out;
}

std::optional<std::string> album_type(std::string_view text) {
  constexpr std::array<std::string_view, 10> types{"album", "ep",         "single",    "compilation", "live",
                                                   "remix", "soundtrack", "broadcast", "audiobook",   "other"};
  const std::string small = lower(text);
  const auto found = std::find(types.begin(), types.end(), small);
  return found == types.end() ? std::nullopt : std::optional(std::string(*found));
}

}  // namespace veza::library
