#include "identity/new_names.h"

#include "base/crypto.h"
#include "identity/names.h"
#include "identity/privacy_part.h"
#include "identity/user_store.h"

namespace veza::identity {
namespace {

constexpr size_t longest = 40;  // leaves room for a number
constexpr int last_number = 20;

bool is_plain(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

}  // namespace

std::string username_like(std::string_view wish) {
  // An address says what comes before the @, nothing more: the rest is nobody's business.
  wish = wish.substr(0, wish.find('@'));
  std::string name;
  for (const char c : wish) {
    const bool gap = c == ' ' || c == '-' || c == '.' || c == '+';
    if (is_plain(c)) {
      name += c;
    } else if (gap && !name.empty() && name.back() != '-') {
      name += '-';
    }
    if (name.size() == longest) break;
  }
  while (name.ends_with('-')) name.pop_back();
  if (username_problem(name) || is_reserved_username(name)) return "member";
  return name;
}

base::Result<std::string> free_username(data::Session& session, std::string_view wish) {
  const std::string name = username_like(wish);
  for (int number = 1; number <= last_number; ++number) {
    const std::string candidate = number == 1 ? name : name + "-" + std::to_string(number);
    const auto taken = find_user_by_login(session, candidate);
    if (!taken) return base::fail(taken.error());
    const auto retired = is_retired_name(session, candidate);
    if (!retired) return base::fail(retired.error());
    if (!*taken && !*retired) return candidate;
  }
  const auto bytes = base::sha256_hex(base::random_token(9));
  return name + "-" + bytes.substr(0, 6);
}

}  // namespace veza::identity
