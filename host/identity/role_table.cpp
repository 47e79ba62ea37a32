#include "identity/role_table.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace veza::identity {
namespace {

constexpr std::string_view lower = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view word = "abcdefghijklmnopqrstuvwxyz0123456789_";

void normalise(std::vector<std::string>& words) {
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
}

// The role and the site's roles it includes, itself first; empty when they do not end in one of the contract's.
std::vector<const CustomRole*> chain_of(const CustomRole& role, const std::vector<CustomRole>& custom) {
  std::vector<const CustomRole*> chain{&role};
  while (!identity::role(chain.back()->includes)) {
    const auto next = std::find_if(custom.begin(), custom.end(),
                                   [&](const CustomRole& r) { return r.name == chain.back()->includes; });
    // A chain longer than all of them is a circle.
    if (next == custom.end() || chain.size() > custom.size()) return {};
    chain.push_back(&*next);
  }
  return chain;
}

RoleEntry work_out(const CustomRole& role, const std::vector<CustomRole>& custom,
                   const std::vector<RoleEntry>& built_in) {
  RoleEntry entry{role.name, false, role.includes, role.permissions, role.without, {}, role.updated_at};
  const auto chain = chain_of(role, custom);
  if (chain.empty()) return entry;
  const auto base = *identity::role(chain.back()->includes);
  entry.effective = built_in[static_cast<size_t>(base)].effective;
  for (auto step = chain.rbegin(); step != chain.rend(); ++step) {
    const CustomRole& each = **step;
    entry.changed_at = std::max(entry.changed_at, each.updated_at);
    entry.effective.insert(entry.effective.end(), each.permissions.begin(), each.permissions.end());
    std::erase_if(entry.effective, [&](const std::string& permission) {
      return std::find(each.without.begin(), each.without.end(), permission) != each.without.end();
    });
  }
  normalise(entry.effective);
  return entry;
}

}  // namespace

RoleTable::RoleTable(std::vector<Permission> permissions, const std::vector<CustomRole>& custom)
    : permissions_(std::move(permissions)) {
  const auto before = [](const Permission& a, const Permission& b) { return a.name < b.name; };
  const auto same = [](const Permission& a, const Permission& b) { return a.name == b.name; };
  std::stable_sort(permissions_.begin(), permissions_.end(), before);
  permissions_.erase(std::unique(permissions_.begin(), permissions_.end(), same), permissions_.end());
  for (size_t i = 0; i < role_names().size(); ++i) {
    RoleEntry entry;
    entry.name = role_names()[i];
    entry.built_in = true;
    for (const auto& permission : permissions_)
      if (permission.role == static_cast<Role>(i)) entry.permissions.push_back(permission.name);
    entry.effective = entry.permissions;
    if (i > 0) {
      entry.includes = role_names()[i - 1];
      const auto& less = roles_.back().effective;
      entry.effective.insert(entry.effective.end(), less.begin(), less.end());
    }
    normalise(entry.effective);
    roles_.push_back(std::move(entry));
  }
  const std::vector<RoleEntry> built_in = roles_;
  for (const auto& role : custom)
    if (!identity::role(role.name)) roles_.push_back(work_out(role, custom, built_in));
  std::sort(roles_.begin() + static_cast<ptrdiff_t>(built_in.size()), roles_.end(),
            [](const RoleEntry& a, const RoleEntry& b) { return a.name < b.name; });
}

const RoleEntry* RoleTable::find(std::string_view name) const {
  if (name == "artist") name = "creator";
  const auto found = std::find_if(roles_.begin(), roles_.end(), [&](const RoleEntry& e) { return e.name == name; });
  return found == roles_.end() ? nullptr : &*found;
}

const std::vector<std::string>& RoleTable::permissions_of(std::string_view name) const {
  static const std::vector<std::string> none;
  const RoleEntry* entry = find(name);
  return entry != nullptr ? entry->effective : none;
}

const Permission* RoleTable::permission(std::string_view name) const {
  const auto found = std::lower_bound(permissions_.begin(), permissions_.end(), name,
                                      [](const Permission& p, std::string_view text) { return p.name < text; });
  return found != permissions_.end() && found->name == name ? &*found : nullptr;
}

std::vector<Permission> host_permissions() {
  return {
      {.name = "account:read", .reason = "See one's own account.", .role = Role::user},
      {.name = "account:manage",
       .reason = "Change one's own password, addresses, second factors, sessions and tokens.",
       .role = Role::user,
       .in_tokens = false},
      {.name = "user:read", .reason = "List the site's accounts.", .role = Role::moderator},
      {.name = "user:ban", .reason = "Shut an account out.", .role = Role::moderator},
      {.name = "user:manage", .reason = "Give accounts a role, up to one's own."},
      {.name = "role:manage", .reason = "Make, change and remove the site's own roles.", .admin_only = true},
      {.name = "plugin:manage", .reason = "Decide which plugins run.", .admin_only = true},
      {.name = "system:config", .reason = "See and change how the site is run.", .admin_only = true},
  };
}

std::optional<std::string> role_name_problem(std::string_view name) {
  if (name.size() < 2 || name.size() > 40) return "must have 2 to 40 characters";
  if (lower.find(name.front()) == name.npos || name.find_first_not_of(std::string(word) + "-") != name.npos)
    return "may hold lower-case letters, digits, _ and -, and begins with a letter";
  if (role(name)) return "is a role of every site, which cannot be changed";
  return std::nullopt;
}

bool is_permission(std::string_view text) {
  const auto parts = base::split(text, ':');
  return text.size() <= 80 && parts.size() == 2 && std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
           return !part.empty() && part.find_first_not_of(word) == part.npos;
         });
}

bool holds_all(const std::vector<std::string>& held, const std::vector<std::string>& wanted) {
  return std::includes(held.begin(), held.end(), wanted.begin(), wanted.end());
}

}  // namespace veza::identity
