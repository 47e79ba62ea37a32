// Somebody has come back from a provider, and it is known who: what becomes of it here.
#pragma once
#include <string>

#include "services.h"

namespace veza::oauth {

// Links, or makes, or finds the account; stores the provider's tokens; gives roles. The account's id. Throws Failure
// with a code of decide(), "sign_up_closed" for a site that takes no new accounts. [worker]
std::string settle(Services& services, const Request& request, const Provider& provider, const Flow& flow,
                   const Arrived& arrived);

}  // namespace veza::oauth
