// /api/v1/admin/events: how far each consumer is, what failed for good, and another try. host/events/openapi.json
// describes them.
#pragma once
#include <vector>

#include "events/outbox.h"
#include "http/route.h"
#include "observe/audit.h"

namespace veza::app {

std::vector<http::Route> events_routes(events::Outbox& outbox, observe::Audit& audit);

// As the routes and `veza events` show them.
base::Json to_json(const events::ConsumerStatus& status);
base::Json to_json(const events::DeadLetter& letter);

}  // namespace veza::app
