#include "plugins/command_run.h"

#include <algorithm>

#include "base/text.h"

namespace veza::plugins {
namespace {

// How many bytes the character that begins `text` has; 0 when none does.
size_t character(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  return size <= text.size() && base::is_utf8(text.substr(0, size)) ? size : 0;
}

// C0, DEL, C1 (ECMA-48), which a terminal may obey, and the marks that turn the direction of what follows.
bool drives_a_terminal(std::string_view character) {
  const auto first = static_cast<unsigned char>(character.front());
  if (character.size() == 1) return (first < 0x20 && first != '\n' && first != '\t') || first == 0x7F;
  if (character.size() == 2) return first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
  return (character >= "\u202A" && character <= "\u202E") || (character >= "\u2066" && character <= "\u2069");
}

}  // namespace

std::string for_terminal(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    const size_t size = character(text);
    if (size == 0 || drives_a_terminal(text.substr(0, size))) {
      shown += '?';
    } else {
      shown += text.substr(0, size);
    }
    text.remove_prefix(std::max<size_t>(size, 1));
  }
  return shown;
}

}  // namespace veza::plugins
