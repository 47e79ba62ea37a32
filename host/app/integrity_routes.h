// GET and POST /api/v1/admin/integrity. host/backup/openapi.json describes them.
#pragma once
#include <vector>

#include "data/database.h"
#include "http/route.h"
#include "jobs/queue.h"
#include "observe/audit.h"

namespace veza::app {

std::vector<http::Route> integrity_routes(data::Database& database, jobs::Queue& queue, observe::Audit& audit);

}  // namespace veza::app
