#include "identity/sign_in.h"

#include "http/envelope.h"
#include "identity/identity.h"
#include "identity/routes.h"

namespace veza::identity {

std::string_view name(SignInMethod method) {
  switch (method) {
    case SignInMethod::password:
      return "password";
    case SignInMethod::magic_link:
      return "magic_link";
    case SignInMethod::passkey:
      return "passkey";
    case SignInMethod::external:
      return "external";
    case SignInMethod::registration:
      return "registration";
    case SignInMethod::setup:
      return "setup";
  }
  return "unknown";
}

http::Answer<SignInOutcome> sign_in(Identity& identity, const ClientInfo& client, const User& user, bool remember,
                                    SignInMethod method, bool second_factor_done) {
  if (method != SignInMethod::passkey && !second_factor_done) {
    const auto factors = identity.second_factors().summary(user.id);
    if (!factors) return http::refuse(factors.error());
    if (factors->any()) {
      auto token = identity.pending_sign_ins().begin({user.id, remember, method}, client);
      if (!token) return http::refuse(token.error());
      return SecondFactorNeeded{std::move(*token), factors->methods(), PendingSignIns::lifetime_ms / 1000};
    }
  }
  auto session = identity.accounts().start_session(user, client, remember);
  if (!session) return http::refuse(session.error());
  return std::move(*session);
}

http::Answer<net::Response> finish_sign_in(Identity& identity, const http::Context& context, const User& user,
                                           bool remember, SignInMethod method, bool second_factor_done) {
  const auto outcome = sign_in(identity, client_info(context), user, remember, method, second_factor_done);
  if (!outcome) return http::refuse(outcome.error());
  if (const auto* session = std::get_if<SignedIn>(&*outcome)) {
    const bool made = method == SignInMethod::registration || method == SignInMethod::setup;
    return session_response(identity, context, *session, made ? 201 : 200);
  }
  const auto& needed = std::get<SecondFactorNeeded>(*outcome);
  net::Response response = http::success(
      {{"second_factor", {{"token", needed.token}, {"methods", needed.methods}, {"expires_in", needed.expires_in_s}}}},
      202);
  response.set("Cache-Control", "no-store");
  return response;
}

http::Answer<void> require_fresh(Identity& identity, const http::Context& context) {
  const auto fresh = identity.accounts().is_fresh(context.principal().sid);
  if (!fresh) return http::refuse(fresh.error());
  if (!*fresh)
    return http::refuse(403, "reauthentication_required",
                        "Confirm that it is you: give your password, a code or a passkey once more.");
  return {};
}

}  // namespace veza::identity
