#include "http/envelope.h"
#include "http/fields.h"
#include "identity/cookies.h"
#include "identity/identity.h"
#include "identity/names.h"
#include "identity/password_rules.h"
#include "identity/routes.h"
#include "identity/sign_in.h"

namespace veza::identity {
namespace {

using http::Context;
using net::Response;

// The rules of names and passwords speak for themselves; Fields only makes sure that there is text.
constexpr http::TextRule any_text{.min = 0, .max = 400};
constexpr http::TextRule password_text{.min = 0, .max = max_password_bytes, .trim = false};

Response register_account(Identity& identity, Context& context) {
  if (!identity.config().registration_open)
    return http::error(context, 403, "registration_closed", "This site does not take new accounts at the moment.");
  const auto body = http::json_body(context);
  if (!body) return http::error(context, body.error());
  http::Fields in(*body);
  const NewAccount account{in.text("username", any_text), in.text("email", any_text),
                           in.text("password", password_text)};
  for (auto& problem : account_problems(account, false))
    if (body->contains(problem.field) && (*body)[problem.field].is_string()) in.add(problem.field, problem.problem);
  if (const auto problem = in.problem()) return http::error(context, *problem);
  if (identity.config().limit_registrations)
    if (auto allowed = identity.limits().registration(context.client_ip); !allowed)
      return http::error(context, allowed.error());
  const auto user = identity.accounts().add(account, Role::user, false, client_info(context));
  if (!user) return http::error(context, user.error());
  auto answer = finish_sign_in(identity, context, *user, false, {SignInMethod::registration});
  return answer ? std::move(*answer) : http::error(context, answer.error());
}

Response login(Identity& identity, Context& context) {
  const auto body = http::json_body(context);
  if (!body) return http::error(context, body.error());
  http::Fields in(*body);
  const std::string name = in.text("login", {.min = 1, .max = 254});
  const std::string password = in.text("password", {.min = 1, .max = max_password_bytes, .trim = false});
  const bool remember = in.optional_boolean("remember_me").value_or(false);
  if (const auto problem = in.problem()) return http::error(context, *problem);
  Accounts& accounts = identity.accounts();
  const auto found = accounts.find_by_login(name);
  if (!found) return http::error(context, found.error());
  // An account has two names, however they are written; all count against one limit. So do those of a name that nobody
  // has, else the number of guesses would tell.
  const std::string account = *found ? (*found)->user.id : login_key(name);
  const auto known = accounts.knows_address(account, context.client_ip);
  if (!known) return http::error(context, known.error());
  const auto device = identity.device_cookies().device(account, device_cookie_of(identity, context));
  auto attempt = identity.limits().begin_login(
      account, {.ip = context.client_ip, .device = device.value_or(""), .known_address = *known});
  if (!attempt) {
    // Once a lockout, however often somebody knocks meanwhile.
    if (identity.limits().first_refusal(account, context.client_ip))
      accounts.note_failed_sign_in(*found, client_info(context), true);
    return http::error(context, attempt.error());
  }
  const auto user = accounts.authenticate(*found, password);
  if (!user) {
    attempt->failed();
    accounts.note_failed_sign_in(*found, client_info(context), false);
    return http::error(context, user.error());
  }
  attempt->succeeded();
  auto answer = finish_sign_in(identity, context, *user, remember, {SignInMethod::password});
  return answer ? std::move(*answer) : http::error(context, answer.error());
}

Response refresh(Identity& identity, Context& context) {
  std::string token;
  const bool has_body = context.request.body.size() > 0;
  if (has_body) {
    const auto body = http::json_body(context);
    if (!body) return http::error(context, body.error());
    http::Fields in(*body);
    token = in.optional_text("refresh_token", {.min = 1, .max = 512}).value_or("");
    if (const auto problem = in.problem()) return http::error(context, *problem);
  }
  const bool from_cookie = token.empty();
  if (from_cookie) token = context.request.cookie(cookie_place(identity, context).name(refresh_cookie)).value_or("");
  const auto session = identity.accounts().refresh(token, client_info(context));
  if (session) return session_response(identity, context, *session, 200);
  Response response = http::error(context, session.error());
  // A browser stops asking with a token that will never work again.
  if (from_cookie && session.error().status == 401) clear_session_cookies(response, cookie_place(identity, context));
  return response;
}

Response logout(Identity& identity, Context& context) {
  Accounts& accounts = identity.accounts();
  std::vector<std::string> sessions;
  if (!context.principal().sid.empty()) sessions.push_back(context.principal().sid);
  // With an access token that has expired the refresh token still says which session is meant. As the cookie is
  // SameSite=Strict, no other site can have it sent.
  if (const auto cookie = context.request.cookie(cookie_place(identity, context).name(refresh_cookie)))
    if (const auto sid = accounts.session_of(*cookie); sid && sessions.empty()) sessions.push_back(*sid);
  for (const std::string& sid : sessions)
    if (auto ended = accounts.end_session(sid, client_info(context)); !ended)
      return http::error(context, ended.error());
  Response response = http::no_content();
  clear_session_cookies(response, cookie_place(identity, context));
  return response;
}

Response me(Identity& identity, Context& context) {
  const auto user = identity.accounts().find(context.principal().user_id);
  if (!user) return http::error(context, user.error());
  const auto factors = identity.second_factors().summary(user->id);
  if (!factors) return http::error(context, factors.error());
  base::Json about = to_json(*user, *identity.roles().table());
  about["factors"] = to_json(*factors);
  about["mail_configured"] = identity.sends_mail();
  const auto has_password = identity.accounts().has_password(user->id);
  if (!has_password) return http::error(context, has_password.error());
  about["has_password"] = *has_password;
  const auto erasure_at = identity.erasure_at(user->id);
  if (!erasure_at) return http::error(context, erasure_at.error());
  about["pending_erasure_at"] = *erasure_at ? base::Json(base::rfc3339(**erasure_at)) : base::Json();
  return http::success(about).set("Cache-Control", "no-store");
}

template <class Handle>
http::Handler bind(Identity& identity, Handle handle) {
  return [&identity, handle](Context& context) { return handle(identity, context); };
}

}  // namespace

std::string device_cookie_of(const Identity& identity, const Context& context) {
  return context.request.cookie(cookie_place(identity, context).name(device_cookie)).value_or("");
}

CookiePlace cookie_place(const Identity& identity, const Context& context) {
  return {identity.config().base_path, context.scheme == "https"};
}

ClientInfo client_info(const Context& context) {
  return {std::string(context.client_ip), std::string(context.request.header("User-Agent")),
          std::string(context.request_id)};
}

Response session_response(Identity& identity, const Context& context, const SignedIn& session, int status) {
  Response response = http::success({{"user", to_json(session.user, *identity.roles().table())},
                                     {"access_token", session.access_token},
                                     {"refresh_token", session.refresh_token},
                                     {"token_type", "Bearer"},
                                     {"expires_in", session.expires_in_s}},
                                    status);
  response.set("Cache-Control", "no-store");
  set_session_cookies(response,
                      {session.access_token, session.refresh_token, identity.csrf().token(session.sid),
                       session.expires_in_s, session.refresh_for_s},
                      cookie_place(identity, context));
  const DeviceCookies& devices = identity.device_cookies();
  if (!devices.device(session.user.id, device_cookie_of(identity, context)))
    set_device_cookie(response, devices.make(session.user.id), cookie_place(identity, context));
  return response;
}

std::vector<http::Route> auth_routes(Identity& identity) {
  std::vector<http::Route> routes;
  routes.push_back({.method = "POST",
                    .pattern = "/api/v1/auth/register",
                    .handler = bind(identity, register_account),
                    .csrf_exempt = true,
                    .body_limit = 16 << 10});
  routes.push_back({.method = "POST",
                    .pattern = "/api/v1/auth/login",
                    .handler = bind(identity, login),
                    .csrf_exempt = true,
                    .body_limit = 16 << 10});
  routes.push_back({.method = "POST",
                    .pattern = "/api/v1/auth/refresh",
                    .handler = bind(identity, refresh),
                    .csrf_exempt = true,
                    .body_limit = 16 << 10});
  routes.push_back({.method = "POST",
                    .pattern = "/api/v1/auth/logout",
                    .handler = bind(identity, logout),
                    .on_bad_token = http::OnBadToken::guest,
                    .body_limit = 16 << 10});
  routes.push_back(
      {.method = "GET", .pattern = "/api/v1/auth/me", .permission = "account:read", .handler = bind(identity, me)});
  return routes;
}

}  // namespace veza::identity
