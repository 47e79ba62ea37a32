#include "identity/authorize.h"

#include <algorithm>
#include <string>

namespace veza::identity {

bool authorize(const http::Principal& principal, std::string_view permission) {
  return !permission.empty() && principal.can(permission);
}

bool authorize(const http::Principal& principal, std::string_view permission, std::string_view owner_id) {
  if (permission.empty()) return false;
  if (!owner_id.empty() && principal.user_id == owner_id && principal.can(permission)) return true;
  return principal.can(std::string(permission) + "_any");
}

bool may_give(const http::Principal& principal, const RoleTable& table, const std::vector<std::string>& wanted) {
  const bool admin = principal.role == name(Role::admin) && principal.token_id.empty();
  return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& permission) {
    return authorize(principal, permission) || (admin && table.permission(permission) == nullptr);
  });
}

}  // namespace veza::identity
