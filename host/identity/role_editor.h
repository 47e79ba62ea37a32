// Making, changing and removing the site's own roles: the rules, without HTTP. Nobody gives what he does not hold.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "identity/accounts.h"
#include "identity/living_tokens.h"
#include "identity/role_table.h"

namespace veza::identity {

inline constexpr size_t max_custom_roles = 100;
inline constexpr size_t max_role_permissions = 200;

// What is wrong with `wanted` as one of the site's roles, `custom` being the others and the one it replaces. Plain
// function. Every problem at once.
std::vector<http::FieldProblem> role_problems(const CustomRole& wanted, const std::vector<CustomRole>& custom,
                                              const std::vector<Permission>& declared);

struct RoleEditorParts {
  data::Database& db;  // all outlive it
  RoleBook& roles;
  LivingTokens& living;
  Revocations& revocations;
  observe::Audit& audit;
  base::Clock clock = base::now_ms;
};

// Any worker thread; every call blocks on the database. What is changed holds at once on this host, within a second on
// the others; access tokens that say otherwise count as expired.
class RoleEditor {
 public:
  explicit RoleEditor(RoleEditorParts parts) : parts_(std::move(parts)) {}

  // Makes or replaces a role. 422 invalid_fields, 403 forbidden where it, or one that includes it, may or might do
  // what the actor may not, 409 too_many_roles.
  // With `new_only` 412 role_exists where there is a role of this name.
  http::Answer<RoleEntry> set(CustomRole wanted, const Actor& actor, bool new_only = false);

  // 404; 403 as above; 409 role_included (others include it), role_in_use (accounts have it and `replacement`, the
  // role they get, is empty); 422 for a replacement that is not there.
  http::Answer<void> remove(std::string_view name, std::string_view replacement, const Actor& actor);

  // How many accounts have which role.
  http::Answer<std::map<std::string, int64_t>> holders();

 private:
  RoleEditorParts parts_;
};

}  // namespace veza::identity
