#include "search/document.h"

#include <algorithm>

#include "search/words.h"

namespace veza::library {
namespace {

// A private-use character, which words_of leaves in no word.
constexpr std::string_view mark_sign = "\xEE\x80\x80";

std::string mark(char kind, std::string_view value) {
  std::string out(mark_sign);
  out += kind;
  for (const char c : value) {
    // FTS5 parts words at the ASCII ones that are no letters.
    const bool word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
    if (word) out += c;
    if (c >= 'A' && c <= 'Z') out += static_cast<char>(c - 'A' + 'a');
    if (c == '#') out += 's';
  }
  return std::string(cut(out, max_word_bytes));
}

}  // namespace

std::string everything_mark() { return mark('e', ""); }
std::string kind_mark(std::string_view kind) { return mark('k', kind); }
std::string genre_mark(std::string_view genre) {
  std::string words;
  for (const auto& word : words_of(genre)) words += word;
  return mark('g', words);
}
std::string key_mark(std::string_view musical_key) { return mark('m', musical_key); }
std::string hidden_mark() { return mark('h', ""); }
std::string reader_mark(std::string_view user_id) { return mark('r', user_id); }

std::vector<std::string> number_marks(Number what, int64_t value) {
  const bool year = what == Number::year;
  return {mark(year ? 'y' : 'b', std::to_string(value)), mark(year ? 'd' : 't', std::to_string(value / 10)),
          mark(year ? 'c' : 'u', std::to_string(value / 100))};
}

std::vector<std::string> range_marks(Number what, int64_t first, int64_t last) {
  std::vector<std::string> out;
  first = std::clamp<int64_t>(first, 0, 9999);
  last = std::clamp<int64_t>(last, 0, 9999);
  while (first <= last) {
    int64_t many = 1;
    size_t which = 0;
    while (which < 2 && first % (many * 10) == 0 && first + many * 10 - 1 <= last) {
      many *= 10;
      ++which;
    }
    out.push_back(number_marks(what, first)[which]);
    first += many;
  }
  return out;
}

std::string marks_of(const Document& document) {
  std::vector<std::string> all{everything_mark(), kind_mark(document.kind)};
  for (const auto& genre : document.genres) all.push_back(genre_mark(genre));
  if (document.musical_key) all.push_back(key_mark(*document.musical_key));
  const auto add = [&](Number what, const std::optional<int64_t>& value) {
    if (!value || *value < 0 || *value > 9999) return;
    for (auto& each : number_marks(what, *value)) all.push_back(std::move(each));
  };
  add(Number::bpm, document.bpm);
  add(Number::year, document.year);
  if (!document.listed) all.push_back(hidden_mark());
  for (const auto& reader : document.readers) all.push_back(reader_mark(reader));
  std::string line;
  for (const auto& each : all) line.append(line.empty() ? "" : " ").append(each);
  return line;
}

}  // namespace veza::library
