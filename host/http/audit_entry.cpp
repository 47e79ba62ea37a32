#include "http/audit_entry.h"

namespace veza::http {

observe::AuditEntry audit_entry(const Context& context, std::string action) {
  observe::AuditEntry entry;
  entry.action = std::move(action);
  entry.actor_id = context.principal().user_id;
  entry.actor_name = context.principal().username;
  entry.ip = context.client_ip;
  entry.user_agent = context.request.header("User-Agent");
  entry.request_id = context.request_id;
  return entry;
}

}  // namespace veza::http
