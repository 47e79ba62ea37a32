#include "http/envelope.h"
#include "http/fields.h"
#include "identity/identity.h"
#include "identity/password_rules.h"
#include "identity/routes.h"
#include "identity/sign_in.h"

namespace veza::identity {
namespace {

using http::Context;
using net::Response;

Response get_setup(Identity& identity, Context& context) {
  const auto required = identity.setup().required();
  if (!required) return http::error(context, required.error());
  return http::success({{"required", *required}}).set("Cache-Control", "no-store");
}

Response post_setup(Identity& identity, Context& context) {
  const auto body = http::json_body(context);
  if (!body) return http::error(context, body.error());
  http::Fields in(*body);
  const std::string token = in.text("token", {.min = 1, .max = 200});
  const NewAccount account{in.text("username", {.max = 400}), in.text("email", {.max = 400}),
                           in.text("password", {.max = max_password_bytes, .trim = false})};
  if (const auto problem = in.problem()) return http::error(context, *problem);
  const auto user = identity.setup().complete(token, account, client_info(context));
  if (!user) return http::error(context, user.error());
  identity.log().info("The first admin was made", {{"username", user->username}, {"request_id", context.request_id}});
  auto answer = finish_sign_in(identity, context, *user, false, {SignInMethod::setup});
  return answer ? std::move(*answer) : http::error(context, answer.error());
}

}  // namespace

std::vector<http::Route> setup_routes(Identity& identity) {
  std::vector<http::Route> routes;
  routes.push_back({.method = "GET", .pattern = "/api/v1/setup", .handler = [&identity](Context& context) {
                      return get_setup(identity, context);
                    }});
  routes.push_back({.method = "POST",
                    .pattern = "/api/v1/setup",
                    .handler = [&identity](Context& context) { return post_setup(identity, context); },
                    .csrf_exempt = true,
                    .body_limit = 16 << 10});
  return routes;
}

}  // namespace veza::identity
