// Scans that a server makes: those an admin asks for, each a durable job, and the API to ask for and look at them.
#pragma once
#include "services.h"

namespace veza::library::scan {

// POST /library/scans and GET /library/scans, and the job. [control]
void add_scan_routes(Services& services);

}  // namespace veza::library::scan
