#include "identity/role_book.h"

#include "identity/role_store.h"

namespace veza::identity {

RoleBook::RoleBook(data::Database& db) : db_(db) {
  state_.with([&](State& state) {
    state.declared["host"] = host_permissions();
    rebuild(state);
  });
}

RoleTablePtr RoleBook::table() const {
  return state_.with([](const State& state) { return state.table; });
}

RoleTable RoleBook::with(const std::vector<CustomRole>& custom) const { return {table()->permissions(), custom}; }

void RoleBook::rebuild(State& state) {
  std::vector<Permission> all;
  for (const auto& [owner, permissions] : state.declared) all.insert(all.end(), permissions.begin(), permissions.end());
  state.table = std::make_shared<const RoleTable>(std::move(all), state.custom);
  generation_.fetch_add(1, std::memory_order_release);
}

base::Status RoleBook::declare(const std::string& owner, std::vector<Permission> permissions) {
  if (permissions.empty()) return {};
  return state_.with([&](State& state) -> base::Status {
    for (auto& permission : permissions) {
      permission.owner = owner;
      const Permission* there = state.table->permission(permission.name);
      if (there != nullptr && there->owner != owner)
        return base::fail(base::Code::conflict, "it declares the permission " + permission.name + ", which is " +
                                                    (there->owner == "host" ? "the host's" : there->owner + "'s") +
                                                    " already; to ask for it, leave \"role\" out");
    }
    state.declared[owner] = std::move(permissions);
    rebuild(state);
    return {};
  });
}

void RoleBook::withdraw(const std::string& owner) {
  state_.with([&](State& state) {
    if (state.declared.erase(owner) > 0) rebuild(state);
  });
}

base::Status RoleBook::reload() {
  auto custom = list_custom_roles(db_);
  if (!custom) return base::fail(custom.error());
  RoleTablePtr before, now;
  state_.with([&](State& state) {
    if (state.custom == *custom) return;
    state.custom = std::move(*custom);
    before = state.table;
    rebuild(state);
    now = state.table;
  });
  if (!now) return {};
  std::vector<std::string> changed;
  for (const auto& role : before->roles())
    if (now->permissions_of(role.name) != role.effective) changed.push_back(role.name);
  if (changed.empty()) return {};
  for (const auto& tell : tells_) tell(changed);
  return {};
}

}  // namespace veza::identity
