// The page's side: people make, see and revoke the passwords of their apps.
#pragma once
#include "services.h"

namespace veza::opensubsonic {

void add_password_routes(Services& services);

}  // namespace veza::opensubsonic
