#include "search/words.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdint>

#include "rules/text.h"

namespace veza::library {
namespace {

enum class Class { letter, alone, inside, nothing, gap };

struct Range {
  utf8proc_int32_t first, last;
};
// Scripts that put no spaces between words.
constexpr Range unspaced[] = {{0x0E00, 0x0EFF},  {0x1000, 0x109F}, {0x1780, 0x17FF}, {0x2E80, 0x2FDF},
                              {0x3005, 0x3007},  {0x3040, 0x30FF}, {0x31F0, 0x31FF}, {0x3400, 0x4DBF},
                              {0x4E00, 0x9FFF},  {0xF900, 0xFAFF}, {0xFF66, 0xFF9F}, {0x1B000, 0x1B16F},
                              {0x20000, 0x323AF}};

bool is_unspaced(utf8proc_int32_t code) {
  return std::any_of(std::begin(unspaced), std::end(unspaced),
                     [&](const Range& range) { return code >= range.first && code <= range.last; });
}

Class class_of(utf8proc_int32_t code) {
  if (code == '\'' || code == 0x2019) return Class::inside;
  if (code < 0x80) {
    const bool word = (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
    return word ? Class::letter : Class::gap;
  }
  if (code == 0xFFFD) return Class::gap;  // what fold makes of broken UTF-8
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return is_unspaced(code) ? Class::alone : Class::letter;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
      // Variation selectors and the keycap ring say how a character looks, not which it is.
      return (code >= 0xFE00 && code <= 0xFE0F) || code == 0x20E3 ? Class::nothing : Class::inside;
    case UTF8PROC_CATEGORY_SM:
    case UTF8PROC_CATEGORY_SC:
    case UTF8PROC_CATEGORY_SO:
      return Class::alone;
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_SK:  // skin tones among them
      return Class::nothing;
    default:
      return Class::gap;
  }
}

}  // namespace

std::string_view cut(std::string_view text, size_t max) {
  if (text.size() <= max) return text;
  while (max > 0 && (static_cast<unsigned char>(text[max]) & 0xC0) == 0x80) --max;
  return text.substr(0, max);
}

std::vector<std::string> words_of(std::string_view text) {
  const std::string folded = fold(cut(text, max_searched_bytes));
  const std::string_view all = cut(folded, 2 * max_searched_bytes);
  std::vector<std::string> out;
  bool open = false;   // the last word may grow
  bool marks = false;  // and so may one that is a single character, by its marks
  for (size_t at = 0; at < all.size();) {
    utf8proc_int32_t code = 0;
    const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(all.data()) + at,
                                       static_cast<utf8proc_ssize_t>(all.size() - at), &code);
    if (size <= 0) {
      open = marks = false;
      ++at;
      continue;
    }
    const std::string_view bytes = all.substr(at, static_cast<size_t>(size));
    at += bytes.size();
    switch (class_of(code)) {
      case Class::letter:
        if (!open) out.emplace_back();
        out.back() += bytes;
        open = marks = true;
        break;
      case Class::alone:
        out.emplace_back(bytes);
        open = false;
        marks = true;
        break;
      case Class::inside:
        if (bytes.size() > 1 && code != 0x2019 && marks) out.back() += bytes;
        break;
      case Class::nothing:
        break;
      case Class::gap:
        open = marks = false;
        break;
    }
  }
  for (auto& word : out) word = cut(word, max_word_bytes);
  return out;
}

std::string word_line(std::string_view text) {
  std::string line;
  for (const auto& word : words_of(text)) line.append(line.empty() ? "" : " ").append(word);
  return line;
}

}  // namespace veza::library
