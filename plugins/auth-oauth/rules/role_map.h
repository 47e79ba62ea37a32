// Roles from claims. Plain functions.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <veza/json.hpp>

namespace veza::oauth {

struct RoleMap {
  std::string claim;                         // "realm_access.roles": a path through objects
  std::map<std::string, std::string> roles;  // a value of the claim → a role of the site
  bool admin = false;                        // whether it may make admins, and make them something else
};

// The claim at a path of names separated by dots; a name that holds dots itself ("https://example.org/roles") is tried
// whole first. Null when there is none.
const Json* find_claim(const Json& claims, std::string_view path);

// The role the claims give somebody who has `current`, or nothing when it stays. Of several that match, the highest of
// the site's own order counts; roles it does not know are below those. An admin stays one, and nobody becomes one,
// unless `admin` says so. Somebody in none of the groups keeps his role.
std::optional<std::string> role_from(const RoleMap& map, const Json& claims, std::string_view current);

}  // namespace veza::oauth
