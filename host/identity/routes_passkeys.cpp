// /account/passkeys…
#include "http/envelope.h"
#include "http/fields.h"
#include "identity/identity.h"
#include "identity/prove.h"
#include "identity/routes.h"
#include "identity/sign_in.h"

namespace veza::identity {
namespace {

using base::Json;
using http::Context;
using net::Response;

constexpr http::TextRule name_rule{.min = 1, .max = 64};

Response options(Identity& identity, Context& context) {
  if (auto fresh = require_fresh(identity, context); !fresh) return http::error(context, fresh.error());
  if (auto proved = require_verified(identity, context); !proved) return http::error(context, proved.error());
  const auto rp = site_party(identity, context);
  if (!rp) return http::error(context, rp.error());
  auto options = identity.passkeys().creation_options(factor_owner(context), context.principal().sid, *rp);
  if (!options) return http::error(context, options.error());
  return http::success({{"public_key", std::move(*options)}}).set("Cache-Control", "no-store");
}

Response add(Identity& identity, Context& context) {
  const auto body = http::json_body(context);
  if (!body) return http::error(context, body.error());
  http::Fields in(*body);
  const std::string name = in.optional_text("name", name_rule).value_or("Passkey");
  if (!body->contains("credential")) in.add("credential", "is missing");
  if (const auto problem = in.problem()) return http::error(context, *problem);
  const auto rp = site_party(identity, context);
  if (!rp) return http::error(context, rp.error());
  const auto added =
      identity.passkeys().add(factor_owner(context), context.principal().sid, *rp, name, (*body)["credential"]);
  if (!added) return http::error(context, added.error());
  Json answer = to_json(added->passkey);
  if (!added->backup_codes.empty()) answer["backup_codes"] = added->backup_codes;
  return http::success(answer, 201).set("Cache-Control", "no-store");
}

Response rename(Identity& identity, Context& context) {
  const auto body = http::json_body(context);
  if (!body) return http::error(context, body.error());
  http::Fields in(*body);
  const std::string name = in.text("name", name_rule);
  if (const auto problem = in.problem()) return http::error(context, *problem);
  if (auto done = identity.passkeys().rename(factor_owner(context), context.param("id"), name); !done)
    return http::error(context, done.error());
  return http::no_content();
}

Response remove(Identity& identity, Context& context) {
  if (auto fresh = require_fresh(identity, context); !fresh) return http::error(context, fresh.error());
  if (auto done = identity.passkeys().remove(factor_owner(context), context.param("id")); !done)
    return http::error(context, done.error());
  return http::no_content();
}

}  // namespace

std::vector<http::Route> passkey_routes(Identity& identity) {
  std::vector<http::Route> routes;
  const auto route = [&](std::string method, std::string pattern, Response (*handle)(Identity&, Context&)) {
    routes.push_back({.method = std::move(method),
                      .pattern = "/api/v1/account/passkeys" + std::move(pattern),
                      .permission = "account:manage",
                      .handler = [&identity, handle](Context& context) { return handle(identity, context); },
                      .body_limit = 64 << 10});
  };
  route("POST", "/options", options);
  route("POST", "", add);
  route("PATCH", "/{id}", rename);
  route("DELETE", "/{id}", remove);
  return routes;
}

}  // namespace veza::identity
