#include "base/text.h"
#include "http/envelope.h"
#include "http/fields.h"
#include "http/paging.h"
#include "identity/identity.h"
#include "identity/role_editor.h"
#include "identity/routes.h"

namespace veza::identity {
namespace {

using base::Json;
using http::Context;
using net::Response;

Json to_json(const Permission& permission) {
  return {{"permission", permission.name}, {"reason", permission.reason},         {"declared_by", permission.owner},
          {"role", name(permission.role)}, {"admin_only", permission.admin_only}, {"in_tokens", permission.in_tokens}};
}

Json to_json(const RoleEntry& role, int64_t accounts) {
  return {{"name", role.name},
          {"built_in", role.built_in},
          {"includes", role.includes.empty() ? Json() : Json(role.includes)},
          {"permissions", role.permissions},
          {"without", role.without},
          {"effective", role.effective},
          {"accounts", accounts}};
}

// What the list of accounts shows: who may change roles sees addresses too.
Json to_json(const User& user, bool with_email) {
  Json out{{"id", user.id},
           {"username", user.username},
           {"role", user.role},
           {"created_at", base::rfc3339(user.created_at)}};
  if (with_email) out["email"] = user.email;
  return out;
}

Response list_permissions(Identity& identity, Context&) {
  Json data = Json::array();
  for (const auto& permission : identity.roles().table()->permissions()) data.push_back(to_json(permission));
  return http::success(data);
}

Response list_roles(Identity& identity, Context& context) {
  const auto holders = identity.role_editor().holders();
  if (!holders) return http::error(context, holders.error());
  Json data = Json::array();
  for (const auto& role : identity.roles().table()->roles()) {
    const auto count = holders->find(role.name);
    data.push_back(to_json(role, count == holders->end() ? 0 : count->second));
  }
  return http::success(data);
}

Response set_role(Identity& identity, Context& context) {
  const auto body = http::json_body(context);
  if (!body) return http::error(context, body.error());
  http::Fields in(*body);
  CustomRole wanted;
  wanted.name = context.param("name");
  wanted.includes = in.text("includes", {.min = 1, .max = 40});
  wanted.permissions = in.optional_texts("permissions").value_or(std::vector<std::string>{});
  wanted.without = in.optional_texts("without").value_or(std::vector<std::string>{});
  if (const auto problem = in.problem()) return http::error(context, *problem);
  // Of two who make a role of one name, the second is told.
  const bool new_only = base::trim(context.request.header("If-None-Match")) == "*";
  const auto made = identity.role_editor().set(std::move(wanted), actor_of(context), new_only);
  if (!made) return http::error(context, made.error());
  const auto holders = identity.role_editor().holders();
  if (!holders) return http::error(context, holders.error());
  const auto count = holders->find(made->name);
  return http::success(to_json(*made, count == holders->end() ? 0 : count->second));
}

Response delete_role(Identity& identity, Context& context) {
  const auto replacement = context.request.query_value("replacement").value_or("");
  const auto removed = identity.role_editor().remove(context.param("name"), replacement, actor_of(context));
  return removed ? http::no_content() : http::error(context, removed.error());
}

Response list_accounts(Identity& identity, Context& context) {
  const auto paging = http::paging(context.request);
  if (!paging) return http::error(context, paging.error());
  const std::string query = context.request.query_value("q").value_or("");
  if (query.size() > 254 || !base::is_utf8(query))
    return http::error(context, 422, "invalid_fields", "Search for at most 254 characters.");
  const bool with_email = authorize(context.principal(), "user:manage");
  const auto found = identity.accounts().search(query, with_email, paging->offset(), paging->per_page);
  if (!found) return http::error(context, found.error());
  Json data = Json::array();
  for (const auto& user : found->users) data.push_back(to_json(user, with_email));
  return http::list(data, http::page_meta(*paging, found->total)).set("Cache-Control", "no-store");
}

Response change_account(Identity& identity, Context& context) {
  const auto body = http::json_body(context);
  if (!body) return http::error(context, body.error());
  http::Fields in(*body);
  const std::string role = in.text("role", {.min = 1, .max = 40});
  for (const auto& [field, value] : body->items())
    if (field != "role") in.add(field.substr(0, 60), "cannot be changed here");
  if (const auto problem = in.problem()) return http::error(context, *problem);
  const auto id = context.param("id");
  if (auto done = identity.accounts().set_role(id, role, actor_of(context)); !done)
    return http::error(context, done.error());
  const auto user = identity.accounts().find(id);
  if (!user) return http::error(context, user.error());
  return http::success(to_json(*user, true));
}

}  // namespace

Actor actor_of(const Context& context) { return {.principal = context.principal_ptr, .client = client_info(context)}; }

std::vector<http::Route> role_routes(Identity& identity) {
  const auto route = [&](const char* method, const char* pattern, const char* permission,
                         Response (*handle)(Identity&, Context&)) {
    return http::Route{.method = method,
                       .pattern = pattern,
                       .permission = permission,
                       .handler = [&identity, handle](Context& context) { return handle(identity, context); },
                       .body_limit = 64 << 10};
  };
  return {route("GET", "/api/v1/admin/permissions", "user:manage", &list_permissions),
          route("GET", "/api/v1/admin/roles", "user:manage", &list_roles),
          route("PUT", "/api/v1/admin/roles/{name}", "role:manage", &set_role),
          route("DELETE", "/api/v1/admin/roles/{name}", "role:manage", &delete_role),
          route("GET", "/api/v1/admin/users", "user:read", &list_accounts),
          route("PATCH", "/api/v1/admin/users/{id}", "user:manage", &change_account)};
}

}  // namespace veza::identity
