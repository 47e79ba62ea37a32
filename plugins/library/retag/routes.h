#pragma once
#include "services.h"

namespace veza::library {

// POST and GET /tracks/{id}/tags/write, GET /tracks/{id}/tags/file. [control]
void add_retag_routes(Services& services);

}  // namespace veza::library
