#include <utf8proc.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "rules/text.h"

namespace veza::library {
namespace {

constexpr size_t max_key = 480;

bool within(utf8proc_int32_t code, utf8proc_int32_t first, utf8proc_int32_t last) {
  return code >= first && code <= last;
}

// Marks that only modify: accents, Hebrew points, Arabic vowel signs, and the selectors of an emoji's looks.
bool is_dropped(utf8proc_int32_t code) {
  return within(code, 0x300, 0x36F) || within(code, 0x483, 0x487) || within(code, 0x591, 0x5BD) || code == 0x5BF ||
         within(code, 0x5C1, 0x5C2) || within(code, 0x5C4, 0x5C5) || code == 0x5C7 || within(code, 0x610, 0x61A) ||
         code == 0x640 || within(code, 0x64B, 0x65F) || code == 0x670 || within(code, 0x6D6, 0x6DC) ||
         within(code, 0x6DF, 0x6E4) || within(code, 0x1AB0, 0x1AFF) || within(code, 0x1DC0, 0x1DFF) ||
         within(code, 0x20D0, 0x20FF) || within(code, 0xFE00, 0xFE0F) || within(code, 0xFE20, 0xFE2F);
}

// Letters that no normal form takes apart, and punctuation that keyboards do not have.
void append(std::vector<utf8proc_int32_t>& out, utf8proc_int32_t code) {
  switch (code) {
    case 0xE6:
      out.insert(out.end(), {'a', 'e'});
      return;
    case 0x153:
      out.insert(out.end(), {'o', 'e'});
      return;
    case 0xF8:
      out.push_back('o');
      return;
    case 0x111:
      out.push_back('d');
      return;
    case 0x127:
      out.push_back('h');
      return;
    case 0x131:
      out.push_back('i');
      return;
    case 0x142:
      out.push_back('l');
      return;
    case 0x2018:
    case 0x2019:
    case 0x2BC:
      out.push_back('\'');
      return;
    case 0x201C:
    case 0x201D:
      out.push_back('"');
      return;
    default:
      break;
  }
  if (within(code, 0x2010, 0x2015) || code == 0x2212) code = '-';
  if (!is_dropped(code)) out.push_back(code);
}

}  // namespace

std::string fold(std::string_view text) {
  constexpr auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                                                          UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto size = static_cast<utf8proc_ssize_t>(text.size());
  const auto count = utf8proc_decompose(bytes, size, nullptr, 0, options);
  if (count < 0) {
    // Not UTF-8: what can be shown of it.
    const auto clean = clean_text(text, std::numeric_limits<size_t>::max());
    return clean == text ? clean : fold(clean);
  }
  std::vector<utf8proc_int32_t> codes(static_cast<size_t>(count));
  utf8proc_decompose(bytes, size, codes.data(), count, options);
  std::vector<utf8proc_int32_t> kept;
  kept.reserve(codes.size() + 1);
  for (const auto code : codes) append(kept, code);
  // Only marks: they are all there is to compare.
  if (kept.empty()) kept = std::move(codes);
  const auto used = static_cast<utf8proc_ssize_t>(kept.size());
  // utf8proc_reencode writes its bytes over the code points, and a zero behind them.
  kept.push_back(0);
  const auto written =
      utf8proc_reencode(kept.data(), used, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  if (written < 0) return std::string(text);
  return {reinterpret_cast<const char*>(kept.data()), static_cast<size_t>(written)};
}

std::string key_of(std::string_view text) {
  auto key = fold(text);
  if (key.size() <= max_key) return key;
  size_t end = max_key;
  while (end > 0 && (static_cast<unsigned char>(key[end]) & 0xC0) == 0x80) --end;
  key.resize(end);
  return key;
}

}  // namespace veza::library
