#include "identity/role_store.h"

#include "base/json.h"

namespace veza::identity {
namespace {

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> out;
  const auto json = base::parse_json(text);
  if (!json || !json->is_array()) return out;
  for (const auto& item : *json)
    if (item.is_string()) out.push_back(item);
  return out;
}

}  // namespace

base::Result<std::vector<CustomRole>> list_custom_roles(data::Session& session) {
  std::vector<CustomRole> roles;
  auto done =
      session.query("SELECT name, includes, permissions, withheld, updated_at FROM identity_roles ORDER BY name", {},
                    [&](const data::RowView& row) -> base::Status {
                      roles.push_back({row[0].string(), row[1].string(), words(row[2].text()), words(row[3].text()),
                                       row[4].integer()});
                      return {};
                    });
  if (!done) return base::fail_while("reading the site's roles", done.error());
  return roles;
}

base::Result<std::vector<CustomRole>> hold_custom_roles(data::Transaction& tx) {
  // One row that every change of roles writes first, so that two changes come after each other.
  auto held = tx.execute(
      "INSERT INTO identity_role_changes (id, changes) VALUES (1, 1) "
      "ON CONFLICT (id) DO UPDATE SET changes = identity_role_changes.changes + 1");
  if (!held) return base::fail_while("reading the site's roles", held.error());
  return list_custom_roles(tx);
}

base::Status store_custom_role(data::Transaction& tx, const CustomRole& role) {
  const std::string permissions = base::to_text(role.permissions), without = base::to_text(role.without);
  auto done = tx.execute(
      "INSERT INTO identity_roles (name, includes, permissions, withheld, created_at, updated_at) "
      "VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT (name) DO UPDATE SET includes = excluded.includes, "
      "permissions = excluded.permissions, withheld = excluded.withheld, updated_at = excluded.updated_at",
      {role.name, role.includes, permissions, without, role.updated_at});
  if (!done) return base::fail_while("storing a role", done.error());
  return {};
}

base::Status delete_custom_role(data::Transaction& tx, std::string_view name) {
  auto done = tx.execute("DELETE FROM identity_roles WHERE name = $1", {name});
  if (!done) return base::fail_while("removing a role", done.error());
  return {};
}

base::Result<std::map<std::string, int64_t>> count_users_by_role(data::Session& session) {
  std::map<std::string, int64_t> counts;
  auto done = session.query("SELECT role, COUNT(*) FROM identity_users GROUP BY role", {},
                            [&](const data::RowView& row) -> base::Status {
                              counts[row[0].string()] = row[1].integer();
                              return {};
                            });
  if (!done) return base::fail_while("counting accounts", done.error());
  return counts;
}

base::Result<std::vector<std::string>> move_users(data::Transaction& tx, std::string_view from, std::string_view to,
                                                  int64_t now_ms) {
  std::vector<std::string> ids;
  auto done = tx.query(
      "UPDATE identity_users SET role = $2, updated_at = $3, access_changed_at = $3 WHERE role = $1 RETURNING id",
      {from, to, now_ms}, [&](const data::RowView& row) -> base::Status {
        ids.push_back(row[0].string());
        return {};
      });
  if (!done) return base::fail_while("giving accounts another role", done.error());
  return ids;
}

}  // namespace veza::identity
