// What the audit log says about accounts and sessions.
#pragma once
#include <string>

#include "identity/accounts.h"
#include "observe/audit.h"

namespace veza::identity {

// Something the account's owner does, or that happens to it by its owner's session. Without a client it was done at the
// command line.
inline observe::AuditEntry account_entry(std::string action, const User& user, const ClientInfo& client = {}) {
  observe::AuditEntry entry;
  entry.action = std::move(action);
  const bool by_owner = !client.ip.empty() || !client.request_id.empty();
  entry.actor_id = by_owner ? user.id : "";
  entry.actor_name = by_owner ? user.username : "command line";
  entry.subject_type = "user";
  entry.subject_id = user.id;
  entry.ip = client.ip;
  entry.user_agent = client.user_agent;
  entry.request_id = client.request_id;
  return entry;
}

}  // namespace veza::identity
