// The one end of every way to sign in, and the one question before an account changes hands.
//
// Whoever has found out who somebody is (by password, by a link in a mail, by a provider …) leaves the rest to this: it
// asks for the account's second factor where there is one, else starts the session.
#pragma once
#include <string>
#include <variant>
#include <vector>

#include "http/context.h"
#include "http/problem.h"
#include "identity/accounts.h"
#include "identity/sign_in_method.h"
#include "net/response.h"

namespace veza::identity {

class Identity;

// What is still asked for. The token proves the first factor: it is bound to the account, works once, and not for long.
struct SecondFactorNeeded {
  std::string token;
  std::vector<std::string> methods;  // of "totp", "backup_code", "passkey"
  int64_t expires_in_s = 0;
};

using SignInOutcome = std::variant<SignedIn, SecondFactorNeeded>;

// For whoever answers in his own way (a redirect, say). With a second factor in `way` none is asked for. 401
// credentials_changed: the password or the address changed since `user` was read. [worker]
http::Answer<SignInOutcome> sign_in(Identity& identity, const ClientInfo& client, const User& user, bool remember,
                                    const SignInWay& way);

// The answer of a sign-in: 200 (201 for a new account) with the session and its cookies, or
// 202 {second_factor: {token, methods, expires_in}}. [worker]
http::Answer<net::Response> finish_sign_in(Identity& identity, const http::Context& context, const User& user,
                                           bool remember, const SignInWay& way);

// Before what only the account's owner may do: whoever finds a browser signed in, or steals a token, cannot.
// 403 reauthentication_required unless this session's owner proved within 15 minutes who they are. [worker]
http::Answer<void> require_fresh(Identity& identity, const http::Context& context);

// Before another way in is added to the account. Whoever made it may not be who reads its mail; when the reader takes
// it over by a mailed link, nothing that was added before may open it still. 403 email_unverified where the site sends
// mail and nobody has answered from the account's address. [worker]
http::Answer<void> require_verified(Identity& identity, const http::Context& context);

}  // namespace veza::identity
