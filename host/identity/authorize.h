// The one question of authorisation.
#pragma once
#include <string_view>

#include "http/principal.h"

namespace veza::identity {

// Whether the principal holds `permission` ("track:delete"). A guest holds none: what is for everybody asks for none.
// An empty or unknown permission is refused.
bool authorize(const http::Principal& principal, std::string_view permission);

// Whether the principal may do it to what `owner_id` owns: one's own takes the permission itself, that of others, and
// what nobody owns (an empty id), "<permission>_any".
bool authorize(const http::Principal& principal, std::string_view permission, std::string_view owner_id);

}  // namespace veza::identity
