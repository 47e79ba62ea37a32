// The contract's roles, as plain data. What each may do is in role_table.h; a site adds roles of its own there.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace veza::identity {

// In order: each includes the ones before.
enum class Role { guest, user, premium, creator, moderator, admin };

// "moderator" → Role::moderator; "artist" is another word for creator; nothing for an unknown word.
std::optional<Role> role(std::string_view name);
std::string_view name(Role role);
// The roles' names in order, guest first.
const std::vector<std::string>& role_names();

}  // namespace veza::identity
