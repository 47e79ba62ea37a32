// A browser's journey to a provider: begun with a state that works once and in that browser only, ended by the
// callback. Kept in veza.kv/1, so that any node of the site may take the callback; sealed, since others may read that
// store.
#pragma once
#include <optional>
#include <string>

#include "services.h"

namespace veza::oauth {

struct Begun {
  std::string url;     // the provider's page
  std::string cookie;  // a Set-Cookie
};

// `linking_user` is empty for a sign-in. Throws HttpError 429, 503; Failure. [worker]
Begun begin_journey(Services& services, const Request& request, Client& client, const std::string& return_to,
                    const std::string& linking_user);

// The journey this callback ends; it cannot be ended again. Throws Failure: "state_unknown" (never begun, over, ended
// already), or what callback_problem() says. [worker]
Flow end_journey(Services& services, const Request& request, Client& client);

// Where the provider sends the browser back to.
std::string callback_url(const Request& request, const Client& client);

}  // namespace veza::oauth
