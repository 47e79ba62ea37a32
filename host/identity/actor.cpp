#include "identity/actor.h"

namespace veza::identity {

observe::AuditEntry audit_entry(const Actor& actor, std::string_view action, std::string_view subject_type,
                                std::string_view subject_id) {
  observe::AuditEntry entry;
  entry.action = action;
  if (actor.principal) {
    entry.actor_id = actor.principal->user_id;
    entry.actor_name = actor.principal->username;
  } else {
    entry.actor_name = actor.otherwise;
  }
  entry.subject_type = subject_type;
  entry.subject_id = subject_id;
  entry.ip = actor.client.ip;
  entry.user_agent = actor.client.user_agent;
  entry.request_id = actor.client.request_id;
  return entry;
}

}  // namespace veza::identity
