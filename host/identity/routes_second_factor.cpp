// /auth/second-factor…, /auth/passkey…, /auth/reauthenticate/options: passkeys and codes of people who sign in, or who
// are to show again who they are.
#include "http/envelope.h"
#include "http/fields.h"
#include "identity/identity.h"
#include "identity/prove.h"
#include "identity/routes.h"
#include "identity/sign_in.h"

namespace veza::identity {
namespace {

using base::Json;
using http::Answer;
using http::Context;
using net::Response;

constexpr http::TextRule token_rule{.min = 1, .max = 200};

// The refusals are those of a signed-in user's forms (422); here nobody is signed in yet.
Response not_signed_in(const Context& context, http::Problem problem) {
  if (problem.status == 422) problem.status = 401;
  return http::error(context, problem);
}

Response public_key(Context& context, Answer<Json> options) {
  if (!options) return http::error(context, options.error());
  return http::success({{"public_key", std::move(*options)}}).set("Cache-Control", "no-store");
}

Response passkey_options(Identity& identity, Context& context) {
  const auto rp = site_party(identity, context);
  if (!rp) return http::error(context, rp.error());
  return public_key(context, identity.passkeys().request_options({}, *rp));
}

Response passkey_sign_in(Identity& identity, Context& context) {
  const auto body = http::json_body(context);
  if (!body) return http::error(context, body.error());
  http::Fields in(*body);
  const bool remember = in.optional_boolean("remember_me").value_or(false);
  if (!body->contains("credential")) in.add("credential", "is missing");
  if (const auto problem = in.problem()) return http::error(context, *problem);
  const auto rp = site_party(identity, context);
  if (!rp) return http::error(context, rp.error());
  const auto whose = identity.passkeys().prove({}, *rp, (*body)["credential"], client_info(context));
  if (!whose) return not_signed_in(context, whose.error());
  const auto user = identity.accounts().find(*whose);
  if (!user) return http::error(context, user.error());
  auto answer = finish_sign_in(identity, context, *user, remember, {SignInMethod::passkey});
  return answer ? std::move(*answer) : http::error(context, answer.error());
}

// Who came so far has the password, or the mail, and is told from somebody mistyping only by how often: the owner hears
// of it.
Response second_factor_failed(Identity& identity, const Context& context, const User& user,
                              const PendingSignIn& pending, http::Problem problem) {
  // One that took too long tried nothing.
  if ((problem.status == 422 || problem.status == 429) && problem.code != "challenge_expired")
    identity.warnings().second_factor_failed(user, pending.method, client_info(context));
  return not_signed_in(context, std::move(problem));
}

PasskeyUse as_second_factor(const PendingSignIn& pending, std::string_view token) {
  return {ChallengeFor::second_factor, PendingSignIns::name(token), pending.user_id, false};
}

Response second_factor_options(Identity& identity, Context& context) {
  const auto body = http::json_body(context);
  if (!body) return http::error(context, body.error());
  http::Fields in(*body);
  const std::string token = in.text("token", token_rule);
  if (const auto problem = in.problem()) return http::error(context, *problem);
  const auto pending = identity.pending_sign_ins().find(token, client_info(context));
  if (!pending) return http::error(context, pending.error());
  const auto rp = site_party(identity, context);
  if (!rp) return http::error(context, rp.error());
  return public_key(context, identity.passkeys().request_options(as_second_factor(*pending, token), *rp));
}

Response second_factor(Identity& identity, Context& context) {
  const auto body = http::json_body(context);
  if (!body) return http::error(context, body.error());
  http::Fields in(*body);
  const std::string token = in.text("token", token_rule);
  const auto code = in.optional_text("code", {.min = 1, .max = 40});
  if (!code && !body->contains("credential")) in.add("code", "or a credential is missing");
  if (const auto problem = in.problem()) return http::error(context, *problem);
  const ClientInfo client = client_info(context);
  const auto pending = identity.pending_sign_ins().attempt(token, client);
  if (!pending) return http::error(context, pending.error());
  const auto user = identity.accounts().find(pending->user_id);
  if (!user) return http::error(context, user.error());
  if (user->credentials_changes != pending->credentials_changes) return http::error(context, PendingSignIns::expired());
  SignInWay way{pending->method, "passkey", pending->by};
  if (code) {
    const auto device = identity.device_cookies().device(user->id, device_cookie_of(identity, context));
    auto proved = identity.second_factors().prove({user->id, user->username, client, device.value_or("")}, *code);
    if (!proved) return second_factor_failed(identity, context, *user, *pending, proved.error());
    way.second_factor = std::move(*proved);
  } else {
    const auto rp = site_party(identity, context);
    if (!rp) return http::error(context, rp.error());
    const auto proved =
        identity.passkeys().prove(as_second_factor(*pending, token), *rp, (*body)["credential"], client);
    if (!proved) return second_factor_failed(identity, context, *user, *pending, proved.error());
  }
  if (auto first = identity.pending_sign_ins().finish(token); !first) return http::error(context, first.error());
  auto answer = finish_sign_in(identity, context, *user, pending->remember, way);
  return answer ? std::move(*answer) : http::error(context, answer.error());
}

Response reauthenticate_options(Identity& identity, Context& context) {
  const auto rp = site_party(identity, context);
  if (!rp) return http::error(context, rp.error());
  const http::Principal& who = context.principal();
  return public_key(context,
                    identity.passkeys().request_options(
                        {.purpose = ChallengeFor::reauthentication, .bound_to = who.sid, .user_id = who.user_id}, *rp));
}

}  // namespace

std::vector<http::Route> second_factor_routes(Identity& identity) {
  std::vector<http::Route> routes;
  const auto add = [&](std::string pattern, Response (*handle)(Identity&, Context&)) {
    routes.push_back({.method = "POST",
                      .pattern = "/api/v1/auth/" + std::move(pattern),
                      .handler = [&identity, handle](Context& context) { return handle(identity, context); },
                      .csrf_exempt = true,
                      .body_limit = 64 << 10});
  };
  add("passkey/options", passkey_options);
  add("passkey", passkey_sign_in);
  add("second-factor/options", second_factor_options);
  add("second-factor", second_factor);
  routes.push_back({.method = "POST",
                    .pattern = "/api/v1/auth/reauthenticate/options",
                    .permission = "account:manage",
                    .handler = [&identity](Context& context) { return reauthenticate_options(identity, context); },
                    .body_limit = 16 << 10});
  return routes;
}

}  // namespace veza::identity
