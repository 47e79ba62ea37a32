#include "identity/names.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "mail/address.h"

namespace veza::identity {
namespace {

bool is_alnum(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

std::optional<std::string> username_problem(std::string_view username) {
  if (username.size() < 3 || username.size() > 50) return "must have 3 to 50 characters";
  if (!std::all_of(username.begin(), username.end(), [](char c) { return is_alnum(c) || c == '_' || c == '-'; }))
    return "may hold letters A-Z, digits, _ and - only";
  return std::nullopt;
}

bool is_reserved_username(std::string_view username) {
  static constexpr std::array<std::string_view, 34> reserved{
      "admin",    "administrator", "all",   "anonymous", "api",    "deleted",    "everyone", "guest",   "health",
      "help",     "here",          "host",  "info",      "login",  "logout",     "me",       "metrics", "moderator",
      "mod",      "nobody",        "null",  "official",  "owner",  "postmaster", "register", "root",    "security",
      "settings", "setup",         "staff", "support",   "system", "undefined",  "veza"};
  const std::string key = username_key(username);
  return std::find(reserved.begin(), reserved.end(), key) != reserved.end();
}

std::optional<std::string> email_problem(std::string_view email) { return mail::address_problem(email); }

std::string username_key(std::string_view username) { return base::lower_ascii(username); }
std::string login_key(std::string_view login) {
  return login.find('@') == login.npos ? username_key(login) : email_key(login);
}
std::string email_key(std::string_view email) { return base::lower_ascii(email); }

}  // namespace veza::identity
