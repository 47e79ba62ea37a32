// The one question of authorisation.
#pragma once
#include <string_view>

#include "http/principal.h"

namespace veza::identity {

// Whether the principal may do `permission` ("track:delete") to a resource of `owner_id`. Without an owner the
// permission itself decides. With one, it is for the owner's own things; those of others need "<permission>_any".
// What every guest may do, everybody may. An empty or unknown permission, or a signed-in principal without id, is
// refused.
bool authorize(const http::Principal& principal, std::string_view permission, std::string_view owner_id = {});

}  // namespace veza::identity
