#include "identity/act_for.h"

#include "identity/user_store.h"

namespace veza::identity {

base::Result<http::PrincipalPtr> act_for(data::Session& session, const RoleBook& roles, std::string_view user_id,
                                         std::string token_id) {
  auto found = find_user(session, user_id);
  if (!found) return base::fail(found.error());
  if (!*found) return base::fail(base::Code::unauthorized, "there is no such account");
  const User& user = (*found)->user;
  const auto table = roles.table();
  auto made = std::make_shared<http::Principal>();
  made->user_id = user.id;
  made->username = user.username;
  made->role = user.role;
  made->sid = made->token_id = std::move(token_id);
  for (const auto& held : table->permissions_of(user.role)) {
    const Permission* known = table->permission(held);
    if (known == nullptr || known->in_tokens) made->permissions.push_back(held);
  }
  made->sort_permissions();
  return made;
}

}  // namespace veza::identity
