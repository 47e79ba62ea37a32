#include "http/envelope.h"
#include "http/fields.h"
#include "identity/identity.h"
#include "identity/personal_tokens.h"
#include "identity/routes.h"
#include "identity/sign_in.h"

namespace veza::identity {
namespace {

using http::Context;
using net::Response;

Response list_tokens(Identity& identity, Context& context) {
  const auto tokens = identity.personal_tokens().list(context.principal().user_id);
  if (!tokens) return http::error(context, tokens.error());
  base::Json data = base::Json::array();
  for (const auto& token : *tokens) data.push_back(to_json(token));
  return http::success(data).set("Cache-Control", "no-store");
}

Response make_token(Identity& identity, Context& context) {
  if (auto fresh = require_fresh(identity, context); !fresh) return http::error(context, fresh.error());
  if (auto proved = require_verified(identity, context); !proved) return http::error(context, proved.error());
  const auto body = http::json_body(context);
  if (!body) return http::error(context, body.error());
  http::Fields in(*body);
  NewPersonalToken wanted;
  wanted.name = in.text("name", {.min = 1, .max = 60});
  wanted.scopes = in.texts("scopes");
  wanted.days = in.integer("expires_in_days", {.min = 1, .max = max_token_days});
  if (const auto problem = in.problem()) return http::error(context, *problem);
  const auto made = identity.personal_tokens().make(wanted, actor_of(context));
  if (!made) return http::error(context, made.error());
  base::Json data = to_json(made->token);
  data["token"] = made->text;
  return http::success(data, 201).set("Cache-Control", "no-store");
}

Response revoke_token(Identity& identity, Context& context) {
  const auto revoked = identity.personal_tokens().revoke(context.param("id"), actor_of(context));
  return revoked ? http::no_content() : http::error(context, revoked.error());
}

}  // namespace

std::vector<http::Route> token_routes(Identity& identity) {
  const auto route = [&](const char* method, const char* pattern, Response (*handle)(Identity&, Context&)) {
    return http::Route{.method = method,
                       .pattern = pattern,
                       .permission = "account:manage",
                       .handler = [&identity, handle](Context& context) { return handle(identity, context); },
                       .session_only = true,
                       .body_limit = 16 << 10};
  };
  return {route("GET", "/api/v1/account/tokens", &list_tokens), route("POST", "/api/v1/account/tokens", &make_token),
          route("DELETE", "/api/v1/account/tokens/{id}", &revoke_token)};
}

}  // namespace veza::identity
