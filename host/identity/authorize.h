// The one question of authorisation.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "http/principal.h"
#include "identity/role_table.h"

namespace veza::identity {

// Whether the principal holds `permission` ("track:delete"). A guest holds none: what is for everybody asks for none.
// An empty or unknown permission is refused.
bool authorize(const http::Principal& principal, std::string_view permission);

// Whether the principal may do it to what `owner_id` owns: one's own takes the permission itself, that of others, and
// what nobody owns (an empty id), "<permission>_any".
bool authorize(const http::Principal& principal, std::string_view permission, std::string_view owner_id);

// Whether the principal may give, or take, what `wanted` (sorted) allows: all of it is his own. A role can name a
// permission of a plugin that is switched off, which nobody holds meanwhile and which will be back with the plugin:
// that is the admins' to give, in person and not by a token.
bool may_give(const http::Principal& principal, const RoleTable& table, const std::vector<std::string>& wanted);

}  // namespace veza::identity
