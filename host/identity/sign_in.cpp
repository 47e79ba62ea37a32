#include "identity/sign_in.h"

#include "http/envelope.h"
#include "identity/identity.h"
#include "identity/routes.h"

namespace veza::identity {

http::Answer<SignInOutcome> sign_in(Identity& identity, const ClientInfo& client, const User& user, bool remember,
                                    const SignInWay& way) {
  if (way.method != SignInMethod::passkey && way.second_factor.empty()) {
    const auto factors = identity.second_factors().summary(user.id);
    if (!factors) return http::refuse(factors.error());
    if (factors->any()) {
      auto token =
          identity.pending_sign_ins().begin({user.id, remember, way.method, way.by, user.credentials_changes}, client);
      if (!token) return http::refuse(token.error());
      return SecondFactorNeeded{std::move(*token), factors->methods(), PendingSignIns::lifetime_ms / 1000};
    }
  }
  auto session = identity.accounts().start_session(user, client, remember, way);
  if (!session) return http::refuse(session.error());
  return std::move(*session);
}

http::Answer<net::Response> finish_sign_in(Identity& identity, const http::Context& context, const User& user,
                                           bool remember, const SignInWay& way) {
  const auto outcome = sign_in(identity, client_info(context), user, remember, way);
  if (!outcome) return http::refuse(outcome.error());
  if (const auto* session = std::get_if<SignedIn>(&*outcome)) {
    const bool made = way.method == SignInMethod::registration || way.method == SignInMethod::setup;
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

http::Answer<void> require_verified(Identity& identity, const http::Context& context) {
  if (!identity.sends_mail()) return {};
  const auto user = identity.accounts().find(context.principal().user_id);
  if (!user) return http::refuse(user.error());
  if (!user->email_verified)
    return http::refuse(403, "email_unverified",
                        "Confirm your e-mail address first: open the link in the mail that was sent to it.");
  return {};
}

}  // namespace veza::identity
