// Users by the beginning of their names, for whoever looks for somebody.
#pragma once
#include <string_view>
#include <vector>

#include "base/json.h"
#include "data/database.h"

namespace veza::identity {

// The public faces, {id, username, role}, of those whose name begins with `text` (without case), in the order of their
// names; nobody for an empty text. Those being erased are left out.
base::Result<std::vector<base::Json>> find_users_named(data::Session& session, std::string_view text, size_t limit);

}  // namespace veza::identity
