#include "http/envelope.h"
#include "http/fields.h"
#include "identity/identity.h"
#include "identity/link_requests.h"
#include "identity/names.h"
#include "identity/password_rules.h"
#include "identity/routes.h"
#include "identity/sign_in.h"

namespace veza::identity {
namespace {

using http::Context;
using net::Response;

constexpr http::TextRule token_text{.min = 1, .max = 200};

// 202 whatever becomes of it: an empty answer, the same for every address.
Response accepted() { return Response::empty(202); }

Response ask_for_link(Identity& identity, Context& context, MailPurpose purpose) {
  const auto body = http::json_body(context);
  if (!body) return http::error(context, body.error());
  http::Fields in(*body);
  LinkRequest request;
  request.purpose = purpose;
  request.email = in.text("email", {.min = 1, .max = 400});
  if (in.ok())
    if (const auto problem = email_problem(request.email)) in.add("email", *problem);
  if (purpose == MailPurpose::magic_link) request.remember = in.optional_boolean("remember_me").value_or(false);
  if (const auto problem = in.problem()) return http::error(context, *problem);
  request.client = client_info(context);
  if (auto allowed = identity.limits().mailed_link(name(purpose), email_key(request.email), context.client_ip,
                                                   identity.config().limit_registrations);
      !allowed)
    return http::error(context, allowed.error());
  if (auto asked = identity.link_requests().ask(request); !asked) return http::error(context, asked.error());
  return accepted();
}

Response reset_password(Identity& identity, Context& context) {
  const auto body = http::json_body(context);
  if (!body) return http::error(context, body.error());
  http::Fields in(*body);
  const std::string token = in.text("token", token_text);
  const std::string password = in.text("password", {.min = 0, .max = max_password_bytes, .trim = false});
  if (const auto problem = in.problem()) return http::error(context, *problem);
  if (auto done = identity.accounts().reset_password(token, password, client_info(context)); !done)
    return http::error(context, done.error());
  return http::no_content();
}

Response sign_in_by_link(Identity& identity, Context& context) {
  const auto body = http::json_body(context);
  if (!body) return http::error(context, body.error());
  http::Fields in(*body);
  const std::string token = in.text("token", token_text);
  if (const auto problem = in.problem()) return http::error(context, *problem);
  const auto link = identity.accounts().take_magic_link(token, client_info(context));
  if (!link) return http::error(context, link.error());
  auto answer = finish_sign_in(identity, context, link->user, link->remember, {SignInMethod::magic_link});
  return answer ? std::move(*answer) : http::error(context, answer.error());
}

Response verify_email(Identity& identity, Context& context) {
  const auto body = http::json_body(context);
  if (!body) return http::error(context, body.error());
  http::Fields in(*body);
  const std::string token = in.text("token", token_text);
  if (const auto problem = in.problem()) return http::error(context, *problem);
  if (auto done = identity.accounts().verify_email(token, client_info(context)); !done)
    return http::error(context, done.error());
  return http::no_content();
}

Response resend_verification(Identity& identity, Context& context) {
  const std::string& user_id = context.principal().user_id;
  if (auto allowed = identity.limits().mailed_link(name(MailPurpose::verify_email), user_id, context.client_ip, false);
      !allowed)
    return http::error(context, allowed.error());
  if (auto sent = identity.accounts().send_verification(user_id); !sent) return http::error(context, sent.error());
  return accepted();
}

// Who follows a link, or asks for one, is nobody yet.
http::Route open_route(std::string pattern, http::Handler handler) {
  return {.method = "POST",
          .pattern = std::move(pattern),
          .handler = std::move(handler),
          .csrf_exempt = true,
          .body_limit = 16 << 10};
}

}  // namespace

std::vector<http::Route> link_routes(Identity& identity) {
  std::vector<http::Route> routes;
  routes.push_back(open_route("/api/v1/auth/password/forgot", [&identity](Context& context) {
    return ask_for_link(identity, context, MailPurpose::password_reset);
  }));
  routes.push_back(open_route("/api/v1/auth/magic-link", [&identity](Context& context) {
    return ask_for_link(identity, context, MailPurpose::magic_link);
  }));
  routes.push_back(open_route("/api/v1/auth/password/reset",
                              [&identity](Context& context) { return reset_password(identity, context); }));
  routes.push_back(open_route("/api/v1/auth/magic-link/sign-in",
                              [&identity](Context& context) { return sign_in_by_link(identity, context); }));
  routes.push_back(open_route("/api/v1/auth/verify-email",
                              [&identity](Context& context) { return verify_email(identity, context); }));
  routes.push_back({.method = "POST",
                    .pattern = "/api/v1/auth/verify-email/resend",
                    .permission = "account:manage",
                    .handler = [&identity](Context& context) { return resend_verification(identity, context); },
                    .body_limit = 16 << 10});
  return routes;
}

}  // namespace veza::identity
