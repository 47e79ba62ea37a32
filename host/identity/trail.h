// What the audit log is told about accounts.
#pragma once
#include <string>

#include "identity/accounts.h"
#include "observe/audit.h"

namespace veza::identity {

// An entry about somebody's own account, done by themselves.
inline observe::AuditEntry about_account(std::string action, const User& user, const ClientInfo& client) {
  observe::AuditEntry entry;
  entry.action = std::move(action);
  entry.actor_id = user.id;
  entry.actor_name = user.username;
  entry.subject_type = "user";
  entry.subject_id = user.id;
  entry.ip = client.ip;
  entry.user_agent = client.user_agent;
  entry.request_id = client.request_id;
  return entry;
}

}  // namespace veza::identity
