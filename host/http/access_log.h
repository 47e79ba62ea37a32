// One line a finished request.
#pragma once
#include "base/log.h"
#include "http/exchange.h"
#include "net/server.h"

namespace veza::http {

// The line's fields: request_id, method, path (without the query, which may hold a token), route, status, bytes,
// duration_ms, client_ip, user_id when signed in, incomplete when the client left first. `exchange` is null for a
// request whose head could not be read.
base::Json access_fields(const net::AccessRecord& record, const Exchange* exchange);

}  // namespace veza::http
