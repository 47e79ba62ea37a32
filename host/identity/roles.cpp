#include "identity/roles.h"

#include <algorithm>
#include <array>

namespace veza::identity {
namespace {

constexpr size_t count = static_cast<size_t>(Role::admin) + 1;

// What each role adds to the one before.
const std::array<std::vector<std::string>, count> added{{
    {"track:read"},
    {"account:manage", "account:read", "track:create", "track:delete", "track:update"},
    {},
    {},
    {"track:delete_any", "track:read_any", "track:update_any", "user:ban", "user:read"},
    {"plugin:manage", "system:config", "user:manage"},
}};

std::array<std::vector<std::string>, count> accumulate() {
  std::array<std::vector<std::string>, count> all;
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) all[i] = all[i - 1];
    all[i].insert(all[i].end(), added[i].begin(), added[i].end());
    std::sort(all[i].begin(), all[i].end());
  }
  return all;
}

}  // namespace

const std::vector<std::string>& role_names() {
  static const std::vector<std::string> names{"guest", "user", "premium", "creator", "moderator", "admin"};
  return names;
}

std::optional<Role> role(std::string_view name) {
  if (name == "artist") return Role::creator;
  const auto& names = role_names();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Role>(found - names.begin());
}

std::string_view name(Role role) { return role_names().at(static_cast<size_t>(role)); }

const std::vector<std::string>& permissions(Role role) {
  static const auto all = accumulate();
  return all.at(static_cast<size_t>(role));
}

}  // namespace veza::identity
