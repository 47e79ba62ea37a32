// Resumable uploads by the tus protocol 1.0.0: /api/v1/uploads. See docs/library.md.
#pragma once
#include "services.h"

namespace veza::library {

// Core, creation, creation-with-upload, termination, checksum, expiration. [control]
void add_tus_routes(Services& services);

}  // namespace veza::library
