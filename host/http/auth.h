// Authentication as the pipeline sees it: a function given by whoever knows users and tokens.
#pragma once
#include <functional>

#include "http/principal.h"
#include "http/problem.h"
#include "net/message.h"

namespace veza::http {

struct Authentication {
  PrincipalPtr principal = guest();
  Via via = Via::none;
};

struct AuthOptions {
  bool query_token = false;  // whether ?token= counts on this route
  bool https = false;        // as the client sees it: cookies of the other kind do not count
};

// [reactor thread; must not block: memory and arithmetic only] No proof at all → a guest; a proof that does not hold →
// a problem (401 token_invalid, token_expired, session_revoked). The request has no body yet. Precedence:
// Authorization, then the cookie, then ?token= where allowed.
using Authenticator = std::function<Answer<Authentication>(const net::Request&, const AuthOptions&)>;

// [reactor thread; must not block] Whether a request that was authenticated by cookie and would change something
// carries the session's CSRF token.
using CsrfCheck = std::function<bool(const net::Request&, const Authentication&)>;

}  // namespace veza::http
