#include "mail/encoded_word.h"

#include <algorithm>
#include <vector>

#include "base/crypto.h"

namespace veza::mail {
namespace {

constexpr size_t line_length = 76;

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; }) &&
         text.find("=?") == text.npos;
}

std::string base64(std::string_view data) {
  std::string text = base::base64url(data);
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  return text.append((4 - text.size() % 4) % 4, '=');
}

// At most `bytes` of the text, cut between characters.
size_t whole_characters(std::string_view text, size_t bytes) {
  if (text.size() <= bytes) return text.size();
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0) == 0x80) --bytes;
  return bytes;
}

std::string fold(std::string_view text, size_t column) {
  std::string out;
  while (column + text.size() > line_length) {
    const size_t room = line_length > column ? line_length - column : 0;
    const size_t word = text.find_first_not_of(' ');
    if (word == text.npos) break;
    size_t space = text.rfind(' ', room);
    if (space == text.npos || space < word) space = text.find(' ', word);
    // A line of nothing but spaces would end the header for some readers.
    if (space == text.npos || text.find_first_not_of(' ', space) == text.npos) break;
    out.append(text.substr(0, space)).append("\r\n");
    text.remove_prefix(space);
    column = 0;
  }
  return out.append(text);
}

}  // namespace

std::string header_text(std::string_view text, size_t first_column) {
  if (is_plain(text)) return fold(text, first_column);
  // "=?UTF-8?B?" and "?=" leave 63 characters of base64, or 45 bytes; fewer on the first line.
  std::string out;
  for (size_t room = first_column < 40 ? 30 : 15; !text.empty(); room = 45) {
    const size_t taken = whole_characters(text, room);
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?B?" + base64(text.substr(0, taken)) + "?=";
    text.remove_prefix(taken);
  }
  return out;
}

}  // namespace veza::mail
