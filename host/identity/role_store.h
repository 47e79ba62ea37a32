// The site's own roles in the database: SQL and nothing else.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "data/database.h"
#include "identity/role_table.h"

namespace veza::identity {

base::Result<std::vector<CustomRole>> list_custom_roles(data::Session& session);
// The same, and no other transaction changes roles before this one ends.
base::Result<std::vector<CustomRole>> hold_custom_roles(data::Transaction& tx);
// Makes or replaces it.
base::Status store_custom_role(data::Transaction& tx, const CustomRole& role);
base::Status delete_custom_role(data::Transaction& tx, std::string_view name);

// How many accounts have which role.
base::Result<std::map<std::string, int64_t>> count_users_by_role(data::Session& session);
// Gives those with the role `from` the role `to`; their ids.
base::Result<std::vector<std::string>> move_users(data::Transaction& tx, std::string_view from, std::string_view to,
                                                  int64_t now_ms);

}  // namespace veza::identity
