#include "rules/role_map.h"

#include <algorithm>
#include <array>

namespace veza::oauth {
namespace {

constexpr std::array<std::string_view, 5> order{"user", "premium", "creator", "moderator", "admin"};

// 0 for a role of the site's own making.
size_t rank(std::string_view role) {
  const auto found = std::find(order.begin(), order.end(), role);
  return found == order.end() ? 0 : static_cast<size_t>(found - order.begin()) + 1;
}

std::vector<std::string> values_of(const Json& claim) {
  std::vector<std::string> values;
  if (claim.is_string()) values.push_back(claim);
  if (claim.is_boolean()) values.emplace_back(claim.get<bool>() ? "true" : "false");
  if (claim.is_array()) {
    for (const auto& each : claim) {
      if (each.is_string()) values.push_back(each);
    }
  }
  return values;
}

}  // namespace

const Json* find_claim(const Json& claims, std::string_view path) {
  if (!claims.is_object()) return nullptr;
  if (const auto whole = claims.find(std::string(path)); whole != claims.end()) return &*whole;
  const size_t dot = path.find('.');
  if (dot == path.npos) return nullptr;
  const auto next = claims.find(std::string(path.substr(0, dot)));
  return next == claims.end() ? nullptr : find_claim(*next, path.substr(dot + 1));
}

std::optional<std::string> role_from(const RoleMap& map, const Json& claims, std::string_view current) {
  const Json* claim = find_claim(claims, map.claim);
  if (!claim || (current == "admin" && !map.admin)) return std::nullopt;
  std::optional<std::string> best;
  for (const auto& value : values_of(*claim)) {
    const auto mapped = map.roles.find(value);
    if (mapped == map.roles.end() || (mapped->second == "admin" && !map.admin)) continue;
    if (!best || rank(mapped->second) > rank(*best)) best = mapped->second;
  }
  if (best && *best == current) return std::nullopt;
  return best;
}

}  // namespace veza::oauth
