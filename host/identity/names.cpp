#include "identity/names.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace veza::identity {
namespace {

bool is_alnum(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool is_label(std::string_view label) {
  if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
  return std::all_of(label.begin(), label.end(),
                     [](char c) { return is_alnum(c) || c == '-' || static_cast<unsigned char>(c) >= 0x80; });
}

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

std::optional<std::string> email_problem(std::string_view email) {
  constexpr const char* problem = "must be an e-mail address such as name@example.org";
  if (email.size() > 254 || !base::is_utf8(email)) return problem;
  const size_t at = email.find('@');
  if (at == std::string_view::npos || at == 0 || at > 64 || email.find('@', at + 1) != std::string_view::npos)
    return problem;
  const std::string_view local = email.substr(0, at);
  constexpr std::string_view forbidden = " \"(),:;<>[\\]";
  if (std::any_of(local.begin(), local.end(), [&](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || forbidden.find(c) != std::string_view::npos;
      }))
    return problem;
  if (local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos) return problem;
  const auto labels = base::split(email.substr(at + 1), '.');
  if (labels.size() < 2 && !base::equal_no_case(email.substr(at + 1), "localhost")) return problem;
  if (!std::all_of(labels.begin(), labels.end(), is_label)) return problem;
  return std::nullopt;
}

std::string username_key(std::string_view username) { return base::lower_ascii(username); }
std::string email_key(std::string_view email) { return base::lower_ascii(email); }

}  // namespace veza::identity
