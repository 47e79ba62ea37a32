// GET /users/{name}: who stands behind a name, for the page of a member. [control]
#pragma once
#include "services.h"

namespace veza::library {

void add_member_route(Services& services);

}  // namespace veza::library
