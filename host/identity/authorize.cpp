#include "identity/authorize.h"

#include <algorithm>
#include <string>

#include "identity/roles.h"

namespace veza::identity {
namespace {

bool holds(const http::Principal& principal, std::string_view permission) {
  const auto& of_guests = permissions(Role::guest);
  return std::binary_search(of_guests.begin(), of_guests.end(), permission) || principal.can(permission);
}

}  // namespace

bool authorize(const http::Principal& principal, std::string_view permission, std::string_view owner_id) {
  if (permission.empty()) return false;
  if (owner_id.empty()) return holds(principal, permission);
  if (!principal.is_guest() && principal.user_id == owner_id && holds(principal, permission)) return true;
  return holds(principal, std::string(permission) + "_any");
}

}  // namespace veza::identity
