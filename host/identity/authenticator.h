// What host/http asks about every request: who is it, and did our own page send it?
#pragma once
#include "http/auth.h"
#include "identity/access_tokens.h"
#include "identity/csrf.h"
#include "identity/living_tokens.h"

namespace veza::identity {

// Both read memory only. `tokens`, `living` and `csrf` outlive what is returned.
//
// The token is taken from "Authorization: Bearer", else from the cookie veza_access by the name it has on that
// connection (CookiePlace), else from ?token= on routes that allow it. A personal access token counts in
// Authorization only. An Authorization field of another scheme is a token that does not hold.
http::Authenticator make_authenticator(const AccessTokens& tokens, LivingTokens& living, const std::string& base_path);

// Whether X-CSRF-Token is the one of the principal's session.
http::CsrfCheck make_csrf_check(const Csrf& csrf);

}  // namespace veza::identity
