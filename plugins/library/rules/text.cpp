#include "rules/text.h"

#include <algorithm>
#include <cstdint>

namespace veza::library {
namespace {

struct Decoded {
  uint32_t code = 0xFFFD;
  size_t size = 1;
  bool valid = false;
};

// One code point (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF).
Decoded decode(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const size_t size = lead >= 0xF0 && lead <= 0xF4  ? 4
                      : lead >= 0xE0 && lead < 0xF0 ? 3
                      : lead >= 0xC2 && lead < 0xE0 ? 2
                                                    : 0;
  if (size == 0 || text.size() < size) return {};
  uint32_t code = lead & (0xFFU >> (size + 1));
  for (size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3FU);
  }
  constexpr uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < smallest[size] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return {};
  return {code, size, true};
}

bool is_control(uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029 || code == 0xFEFF ||
         (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

bool is_space(uint32_t code) {
  return code == ' ' || (code >= 9 && code <= 13) || code == 0xA0 || code == 0x3000 || code == 0x2028 || code == 0x2029;
}

}  // namespace

std::string clean_text(std::string_view text, size_t max_characters) {
  std::string out;
  bool space = false;
  for (size_t count = 0; !text.empty() && count < max_characters;) {
    const Decoded at = decode(text);
    const std::string_view bytes = at.valid ? text.substr(0, at.size) : std::string_view("\xEF\xBF\xBD");
    text.remove_prefix(at.size);
    if (is_space(at.code)) {
      space = !out.empty();
    } else if (!is_control(at.code)) {
      if (space && ++count < max_characters) out += ' ';
      if (count == max_characters) break;
      space = false;
      out += bytes;
      ++count;
    }
  }
  return out;
}

std::string clean_lines(std::string_view text, size_t max_bytes) {
  std::string out;
  size_t empty = 0;
  while (!text.empty()) {
    const size_t end = std::min(text.find_first_of("\r\n"), text.size());
    const auto line = clean_text(text.substr(0, end), max_bytes);
    const bool crlf = text.substr(end, 2) == "\r\n";
    text.remove_prefix(std::min(end + (crlf ? size_t{2} : size_t{1}), text.size()));
    if (line.empty()) {
      ++empty;
      continue;
    }
    const size_t breaks = out.empty() ? 0 : empty + 1;
    if (out.size() + breaks + line.size() > max_bytes) break;
    out.append(breaks, '\n');
    out += line;
    empty = 0;
  }
  return out;
}

std::string text_problem(std::string_view text, size_t max_characters) {
  size_t count = 0;
  for (auto rest = text; !rest.empty(); ++count) {
    const Decoded at = decode(rest);
    if (!at.valid) return "is not UTF-8 text";
    if (is_control(at.code)) return "has a control character";
    rest.remove_prefix(at.size);
  }
  if (count > max_characters) return "is longer than " + std::to_string(max_characters) + " characters";
  return "";
}

std::string display_file_name(std::string_view sent) {
  const auto slash = sent.find_last_of("/\\");
  if (slash != std::string_view::npos) sent.remove_prefix(slash + 1);
  auto name = clean_text(sent, 255);
  return name.empty() || name == "." || name == ".." ? "untitled" : name;
}

std::string title_from_file_name(std::string_view display_name) {
  const auto dot = display_name.rfind('.');
  const bool has_extension = dot != std::string_view::npos && dot > 0 && display_name.size() - dot <= 6;
  auto title = clean_text(has_extension ? display_name.substr(0, dot) : display_name, 200);
  return title.empty() ? "untitled" : title;
}

}  // namespace veza::library
