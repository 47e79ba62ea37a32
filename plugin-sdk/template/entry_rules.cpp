#include "entry_rules.h"

#include <algorithm>

namespace guestbook {

std::string_view trimmed(std::string_view message) {
  const size_t begin = message.find_first_not_of(" \t\r\n");
  if (begin == message.npos) return {};
  return message.substr(begin, message.find_last_not_of(" \t\r\n") - begin + 1);
}

std::optional<std::string> problem(std::string_view message, size_t max_characters) {
  // A UTF-8 character is one byte that is not a continuation (10xxxxxx).
  const auto characters =
      static_cast<size_t>(std::count_if(message.begin(), message.end(), [](char c) { return (c & 0xc0) != 0x80; }));
  if (characters == 0) return "must not be empty";
  if (characters > max_characters) return "must have at most " + std::to_string(max_characters) + " characters";
  const bool control =
      std::any_of(message.begin(), message.end(), [](unsigned char c) { return (c < 0x20 && c != '\n') || c == 0x7f; });
  if (control) return "must not hold control characters";
  return std::nullopt;
}

}  // namespace guestbook
