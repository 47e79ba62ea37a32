#include "base/clock.h"
#include "http/envelope.h"
#include "http/fields.h"
#include "identity/device_name.h"
#include "identity/identity.h"
#include "identity/names.h"
#include "identity/password_rules.h"
#include "identity/prove.h"
#include "identity/routes.h"
#include "identity/sign_in.h"

namespace veza::identity {
namespace {

using http::Context;
using net::Response;

// The session that asks. Keys of programs have none, and what is below is for people.
http::Answer<std::string> own_session(const Context& context) {
  if (!context.principal().sid.empty()) return context.principal().sid;
  return http::refuse(403, "forbidden", "This needs somebody who is signed in, not an access token of a program.");
}

User who_asks(const Context& context) {
  User user;
  user.id = context.principal().user_id;
  user.username = context.principal().username;
  return user;
}

base::Json to_json(const Session& session, std::string_view current) {
  return {{"id", session.id},
          {"current", session.id == current},
          {"device", device_name(session.user_agent)},
          {"user_agent", session.user_agent},
          {"ip", session.ip},
          {"created_at", base::rfc3339(session.created_at)},
          {"last_seen_at", base::rfc3339(session.last_seen_at)},
          {"remember", session.remember}};
}

Response show_sessions(Identity& identity, Context& context) {
  const auto sessions = identity.accounts().sessions_of(context.principal().user_id);
  if (!sessions) return http::error(context, sessions.error());
  base::Json all = base::Json::array();
  for (const auto& session : *sessions) all.push_back(to_json(session, context.principal().sid));
  return http::success(all).set("Cache-Control", "no-store");
}

Response end_session(Identity& identity, Context& context) {
  auto done = identity.accounts().end_session_of(who_asks(context), context.param("id"), client_info(context));
  return done ? http::no_content() : http::error(context, done.error());
}

Response end_other_sessions(Identity& identity, Context& context) {
  const auto sid = own_session(context);
  if (!sid) return http::error(context, sid.error());
  auto done = identity.accounts().end_other_sessions(who_asks(context), *sid, client_info(context));
  return done ? http::no_content() : http::error(context, done.error());
}

Response change_password(Identity& identity, Context& context) {
  const auto sid = own_session(context);
  if (!sid) return http::error(context, sid.error());
  if (auto fresh = require_fresh(identity, context); !fresh) return http::error(context, fresh.error());
  const auto body = http::json_body(context);
  if (!body) return http::error(context, body.error());
  http::Fields in(*body);
  const std::string password = in.text("password", {.min = 0, .max = max_password_bytes, .trim = false});
  if (const auto problem = in.problem()) return http::error(context, *problem);
  auto done = identity.accounts().change_password(context.principal().user_id, password, *sid, client_info(context));
  return done ? http::no_content() : http::error(context, done.error());
}

Response change_email(Identity& identity, Context& context) {
  if (auto sid = own_session(context); !sid) return http::error(context, sid.error());
  if (auto fresh = require_fresh(identity, context); !fresh) return http::error(context, fresh.error());
  const auto body = http::json_body(context);
  if (!body) return http::error(context, body.error());
  http::Fields in(*body);
  const std::string email = in.text("email", {.min = 1, .max = 400});
  if (in.ok())
    if (const auto problem = email_problem(email)) in.add("email", *problem);
  if (const auto problem = in.problem()) return http::error(context, *problem);
  const std::string& user_id = context.principal().user_id;
  if (auto allowed = identity.limits().mailed_link("email_change", user_id, context.client_ip, false); !allowed)
    return http::error(context, allowed.error());
  auto done = identity.accounts().change_email(user_id, email, client_info(context));
  return done ? Response::empty(202) : http::error(context, done.error());
}

http::Answer<void> prove_with_password(Identity& identity, const Context& context, const std::string& password) {
  const std::string& user_id = context.principal().user_id;
  // A session's guesses are its own: one that was stolen does not lock the others out.
  const std::string device = "session " + context.principal().sid;
  auto attempt = identity.limits().begin_login(user_id, {.ip = context.client_ip, .device = device});
  if (!attempt) return http::refuse(attempt.error());
  if (auto right = identity.accounts().check_password(user_id, password); !right) {
    attempt->failed();
    return http::refuse(right.error());
  }
  attempt->succeeded();
  return {};
}

Response reauthenticate(Identity& identity, Context& context) {
  const auto sid = own_session(context);
  if (!sid) return http::error(context, sid.error());
  const auto body = http::json_body(context);
  if (!body) return http::error(context, body.error());
  http::Fields in(*body);
  const auto password = in.optional_text("password", {.min = 1, .max = max_password_bytes, .trim = false});
  const auto code = in.optional_text("code", {.min = 1, .max = 64});
  const bool has_credential = body->contains("credential") && (*body)["credential"].is_object();
  if (int{password.has_value()} + int{code.has_value()} + int{has_credential} != 1)
    in.add("password", "give one of password, code and credential");
  if (const auto problem = in.problem()) return http::error(context, *problem);
  const auto proved = password ? prove_with_password(identity, context, *password)
                      : code   ? prove_with_code(identity, context, *code)
                               : prove_with_passkey(identity, context, (*body)["credential"]);
  if (!proved) return http::error(context, proved.error());
  auto done = identity.accounts().prove_again(who_asks(context), *sid, client_info(context));
  return done ? http::no_content() : http::error(context, done.error());
}

}  // namespace

std::vector<http::Route> account_routes(Identity& identity) {
  std::vector<http::Route> routes;
  const auto add = [&](std::string method, std::string pattern, std::string permission, auto handle) {
    routes.push_back({.method = std::move(method),
                      .pattern = std::move(pattern),
                      .permission = std::move(permission),
                      .handler = [&identity, handle](Context& context) { return handle(identity, context); },
                      .body_limit = 64 << 10});
  };
  add("POST", "/api/v1/auth/reauthenticate", "account:manage", reauthenticate);
  add("PUT", "/api/v1/account/password", "account:manage", change_password);
  add("PUT", "/api/v1/account/email", "account:manage", change_email);
  add("GET", "/api/v1/account/sessions", "account:read", show_sessions);
  add("DELETE", "/api/v1/account/sessions/{id}", "account:manage", end_session);
  add("DELETE", "/api/v1/account/sessions", "account:manage", end_other_sessions);
  return routes;
}

}  // namespace veza::identity
