// An audit entry about what a request did: who asks, from where, as far as the request tells.
#pragma once
#include <string>

#include "http/context.h"
#include "observe/audit.h"

namespace veza::http {

// Filled but for subject, before and after.
observe::AuditEntry audit_entry(const Context& context, std::string action);

}  // namespace veza::http
