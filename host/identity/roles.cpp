#include "identity/roles.h"

#include <algorithm>

namespace veza::identity {

const std::vector<std::string>& role_names() {
  static const std::vector<std::string> names{"guest", "user", "premium", "creator", "moderator", "admin"};
  return names;
}

std::optional<Role> role(std::string_view name) {
  if (name == "artist") return Role::creator;
  const auto& names = role_names();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Role>(found - names.begin());
}

std::string_view name(Role role) { return role_names().at(static_cast<size_t>(role)); }

}  // namespace veza::identity
