#include "http/principal.h"

#include <algorithm>

namespace veza::http {

bool Principal::can(std::string_view permission) const {
  if (permission.empty()) return true;
  const auto at = std::lower_bound(permissions.begin(), permissions.end(), permission);
  return at != permissions.end() && *at == permission;
}

void Principal::sort_permissions() { std::sort(permissions.begin(), permissions.end()); }

const PrincipalPtr& guest() {
  static const PrincipalPtr one = std::make_shared<const Principal>();
  return one;
}

}  // namespace veza::http
