// Whether a plugin that keeps data of people says so: its migrations are looked through for columns that hold users.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "plugins/manifest.h"

namespace veza::plugins {

struct UserColumn {
  std::string table, column;
};

// The columns of CREATE TABLE and ALTER TABLE … ADD whose name tells of a person: user_id, owner_id, actor_id and their
// like, anything that ends in _user_id or _owner_id, username, email, ip, user_agent. Names in lower case. Comments and
// strings do not count.
std::vector<UserColumn> user_columns(std::string_view sql);

// Sentences: tables with such columns that plugin.json does not name under user_data, and a plugin that names some but
// does not require veza.privacy/1. `folder` holds migrations/.
std::vector<std::string> user_data_problems(const Manifest& manifest, const std::string& folder);

}  // namespace veza::plugins
