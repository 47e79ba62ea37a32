// Who makes a change, for the rules that depend on it and for the audit log.
#pragma once
#include <string>
#include <string_view>

#include "http/principal.h"
#include "observe/audit.h"

namespace veza::identity {

// Who asks from where.
struct ClientInfo {
  std::string ip = {}, user_agent = {}, request_id = {};
};

// Without a principal: whoever runs the site, or a plugin the site trusts; they may do everything.
struct Actor {
  http::PrincipalPtr principal = nullptr;
  ClientInfo client = {};
  std::string otherwise = "command line";  // who it is without a principal: "plugin auth-oauth"
};

// "identity.role.changed" by the actor, of subject_id.
observe::AuditEntry audit_entry(const Actor& actor, std::string_view action, std::string_view subject_type,
                                std::string_view subject_id);

}  // namespace veza::identity
