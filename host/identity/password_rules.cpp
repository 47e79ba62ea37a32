#include "identity/password_rules.h"

#include <algorithm>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "common_passwords.inc"

namespace veza::identity {
namespace {

const std::unordered_set<std::string_view>& common() {
  static const auto set = [] {
    std::unordered_set<std::string_view> words;
    for (const std::string_view line : base::split(common_passwords_text, '\n'))
      if (!line.empty() && line.front() != '#') words.insert(line);
    return words;
  }();
  return set;
}

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

std::string without_look_alikes(std::string text) {
  for (char& c : text) {
    switch (c) {
      case '@':
      case '4':
        c = 'a';
        break;
      case '0':
        c = 'o';
        break;
      case '1':
      case '!':
        c = 'i';
        break;
      case '3':
        c = 'e';
        break;
      case '5':
      case '$':
        c = 's';
        break;
      case '7':
        c = 't';
        break;
      default:
        break;
    }
  }
  return text;
}

// "123sunshine2024!" → "sunshine".
std::string_view letters_inside(std::string_view text) {
  while (!text.empty() && !is_letter(text.front())) text.remove_prefix(1);
  while (!text.empty() && !is_letter(text.back())) text.remove_suffix(1);
  return text;
}

std::string letters_and_digits(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (is_letter(c) || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80) out += c;
  return out;
}

size_t characters(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

bool is_repeated(std::string_view text) {
  for (size_t piece = 1; piece <= 4 && piece * 2 <= text.size(); ++piece) {
    bool same = true;
    for (size_t i = piece; same && i < text.size(); ++i) same = text[i] == text[i - piece];
    if (same) return true;
  }
  return text.size() >= 8 && text.size() % 2 == 0 && text.substr(0, text.size() / 2) == text.substr(text.size() / 2);
}

// The length of the longest run at the beginning whose characters are neighbours in one direction in `row`.
size_t run_length(std::string_view text, std::string_view row) {
  size_t best = 1;
  for (const int step : {1, -1}) {
    size_t length = 1;
    while (length < text.size()) {
      const size_t at = row.find(text[length - 1]);
      if (at == std::string_view::npos) break;
      const auto size = static_cast<int>(row.size());
      const int next = (static_cast<int>(at) + step + size) % size;
      if (row[static_cast<size_t>(next)] != text[length]) break;
      ++length;
    }
    best = std::max(best, length);
  }
  return best;
}

}  // namespace

bool is_common_password(std::string_view password) {
  const std::string plain = base::lower_ascii(base::trim(password));
  const std::string undone = without_look_alikes(plain);
  const std::string inside_undone = without_look_alikes(std::string(letters_inside(plain)));
  const auto& words = common();
  for (const std::string_view text : {std::string_view(plain), std::string_view(undone), letters_inside(plain),
                                      letters_inside(undone), letters_inside(inside_undone)})
    if (words.contains(text)) return true;
  const std::string joined = letters_and_digits(plain);
  if (words.contains(joined)) return true;
  // The ends of "P@ssw0rd2024" are cut before its look-alikes are undone, else 2024 would become letters.
  std::string_view core = plain;
  while (!core.empty() && !is_letter(core.back())) core.remove_suffix(1);
  const std::string core_undone = without_look_alikes(std::string(core));
  return words.contains(core_undone) || words.contains(letters_inside(core_undone));
}

bool is_patterned_password(std::string_view password) {
  const std::string text = base::lower_ascii(password);
  if (is_repeated(text)) return true;
  // Runs of at least three neighbours that leave at most two other characters.
  size_t outside = 0;
  for (size_t at = 0; at < text.size();) {
    const std::string_view rest = std::string_view(text).substr(at);
    size_t run = 1;
    for (const std::string_view row : {"abcdefghijklmnopqrstuvwxyz", "0123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm",
                                       "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertzuiop", "yxcvbnm", "1234567890"})
      run = std::max(run, run_length(rest, row));
    size_t same = 1;
    while (same < rest.size() && rest[same] == rest[0]) ++same;
    run = std::max(run, same);
    if (run < 3) {
      ++outside;
      run = 1;
    }
    at += run;
  }
  return outside <= 2;
}

std::optional<std::string> password_problem(std::string_view password, std::string_view username,
                                            std::string_view email) {
  if (!base::is_utf8(password)) return "must be UTF-8 text";
  if (password.find('\0') != std::string_view::npos) return "must not hold a NUL character";
  if (characters(password) < min_password_characters)
    return "must have at least " + std::to_string(min_password_characters) + " characters";
  if (password.size() > max_password_bytes) return "must have at most " + std::to_string(max_password_bytes) + " bytes";
  if (is_common_password(password)) return "is one of the passwords that are tried first; choose another";
  if (is_patterned_password(password)) return "is a simple pattern that is easily guessed; choose another";
  const std::string text = base::lower_ascii(password);
  const std::string user = base::lower_ascii(username);
  const std::string mail = base::lower_ascii(email);
  const std::string mail_name = mail.substr(0, mail.find('@'));
  // A short name may well occur in a long phrase: what counts is how much of the password is left without it.
  for (const std::string& own : {mail, user, mail_name}) {
    if (own.size() < 3) continue;
    const size_t at = text.find(own);
    if (at != std::string::npos && text.size() - own.size() < 8)
      return "must not be made of your username or e-mail address";
  }
  return std::nullopt;
}

}  // namespace veza::identity
