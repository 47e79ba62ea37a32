#include "identity/authorize.h"

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

}  // namespace veza::identity
