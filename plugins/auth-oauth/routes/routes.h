// The plugin's routes; each function registers those of one file. [control]
#pragma once
#include "services.h"

namespace veza::oauth {

void add_sign_in_routes(Services& services);  // GET /auth/providers, /auth/oauth/{provider}/start and /callback
void add_link_routes(Services& services);     // GET /account/links, POST and DELETE of one
void add_proxy_route(Services& services);     // POST /auth/proxy
void add_logout_route(Services& services);    // GET /auth/oauth/logout-url

}  // namespace veza::oauth
