// An account.
#pragma once
#include <cstdint>
#include <string>

#include "base/json.h"
#include "identity/role_table.h"

namespace veza::identity {

struct User {
  std::string id, username, email;
  std::string role = "user";    // one of the contract's or of the site's
  int64_t created_at = 0;       // epoch milliseconds
  bool email_verified = false;  // whether a mail to the address was answered
  // How often password or address were changed: what was begun before another change ends there.
  int64_t credentials_changes = 0;
};

// What somebody is told about themselves: {id, username, email, email_verified, role, permissions[], created_at}.
base::Json to_json(const User& user, const RoleTable& roles);
// What everybody may know: {id, username, role}.
base::Json to_public_json(const User& user);

}  // namespace veza::identity
