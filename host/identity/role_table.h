// Which role may do what: the permissions host and plugins declare, the contract's roles and the site's own, worked
// out to one list a role. A value that never changes once made; no I/O.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/roles.h"

namespace veza::identity {

struct Permission {
  std::string name;            // resource:action, "track:delete_any"
  std::string reason;          // a sentence for the site's admin
  std::string owner = "host";  // or the plugin's id
  Role role = Role::admin;     // the lowest of the contract's roles that holds it
  bool admin_only = false;     // no custom role can hold it: it would be a way to every other one
  bool in_tokens = true;       // a personal access token can carry it
};

// A role of the site's: what another one may do, and more or less.
struct CustomRole {
  std::string name, includes;
  std::vector<std::string> permissions;  // added
  std::vector<std::string> without;      // taken away, also from `permissions`
  int64_t updated_at = 0;                // epoch milliseconds
  bool operator==(const CustomRole&) const = default;
};

struct RoleEntry {
  std::string name;
  bool built_in = false;
  std::string includes;                           // empty for guest
  std::vector<std::string> permissions, without;  // as a CustomRole; of a built-in one, what it adds
  std::vector<std::string> effective;             // everything it may do, sorted
  int64_t changed_at = 0;                         // of the role and all it includes; tokens made before are out of date
};

class RoleTable {
 public:
  // Of two permissions of one name the first counts. A custom role that includes itself, over however many others, or
  // one that is not there, may do nothing.
  RoleTable(std::vector<Permission> permissions, const std::vector<CustomRole>& custom);

  // "artist" finds creator. Null for an unknown name.
  const RoleEntry* find(std::string_view name) const;
  // Everything the role may do, sorted; nothing for an unknown one.
  const std::vector<std::string>& permissions_of(std::string_view name) const;
  const Permission* permission(std::string_view name) const;

  // The contract's first, in their order, then the site's by name.
  const std::vector<RoleEntry>& roles() const { return roles_; }
  // By name.
  const std::vector<Permission>& permissions() const { return permissions_; }

 private:
  std::vector<Permission> permissions_;
  std::vector<RoleEntry> roles_;
};

using RoleTablePtr = std::shared_ptr<const RoleTable>;

// What the host's own routes ask for.
std::vector<Permission> host_permissions();

// What is wrong with a custom role's name, as the rest of a sentence, or nothing: [a-z][a-z0-9_-]{1,39}, none of the
// contract's.
std::optional<std::string> role_name_problem(std::string_view name);
// "track:delete_any"
bool is_permission(std::string_view text);

// Whether each of `wanted` is in `held`; both sorted. Somebody may only give what he holds.
bool holds_all(const std::vector<std::string>& held, const std::vector<std::string>& wanted);

}  // namespace veza::identity
