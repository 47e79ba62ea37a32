// GET /api/v1/admin/audit/logs and /verify, described by host/observe/openapi.json.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "http/problem.h"
#include "http/route.h"
#include "observe/audit.h"
#include "observe/audit_table.h"

namespace veza::app {

// All take system:config. The database outlives the routes.
std::vector<http::Route> audit_routes(data::Database& database, observe::Audit& audit);

// The filter of a query: actor, action, subject, ip, from, to (RFC 3339, or a date), cursor. 422 for a time or a cursor
// that is none.
http::Answer<observe::AuditFilter> audit_filter(const net::Request& request);

// "2026-01-31" or "2026-01-31T12:00:00Z", with fraction and offset → epoch milliseconds.
std::optional<int64_t> parse_time(const std::string& text);

}  // namespace veza::app
