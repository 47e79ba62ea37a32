// Providers' tokens kept alive: a nightly job refreshes those that have expired, on one node of the site.
#pragma once
#include "services.h"

namespace veza::oauth {

void add_refresh_job(Services& services);  // [control]

// Refreshes what has expired; a token its provider refuses is given up. How many were refreshed. [worker]
int refresh_expired(Services& services, int64_t now_ms);

}  // namespace veza::oauth
