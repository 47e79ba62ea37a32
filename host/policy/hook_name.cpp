#include "policy/hook_name.h"

#include <algorithm>

#include "base/text.h"

namespace veza::policy {
namespace {

bool is_plain(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

}  // namespace

bool is_hook_name(std::string_view text) {
  if (text.size() > 64) return false;
  const auto words = base::split(text, '.');
  return words.size() >= 2 && words.size() <= 4 && std::all_of(words.begin(), words.end(), [](std::string_view word) {
           return !word.empty() && std::all_of(word.begin(), word.end(), is_plain);
         });
}

bool is_hook_id(std::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_plain(c) || c == '.' || c == '-'; });
}

}  // namespace veza::policy
