// Somebody who is signed in shows once more who he is: what POST /auth/reauthenticate asks besides the password.
#pragma once
#include <string_view>

#include "base/json.h"
#include "http/context.h"
#include "http/problem.h"
#include "identity/factor_parts.h"
#include "identity/webauthn.h"

namespace veza::identity {

class Identity;

// The signed-in user, as the parts of factors know him.
FactorOwner factor_owner(const http::Context& context);
// The site as passkeys know it: its address from the settings, or the one the request came to. 409 passkeys_unavailable
// when that has no host name.
http::Answer<RelyingParty> site_party(const Identity& identity, const http::Context& context);

// A code of the authenticator app or a backup code of the signed-in user; it is used up. 422 invalid_code, 429.
// [worker]
http::Answer<void> prove_with_code(Identity& identity, const http::Context& context, std::string_view code);
// A passkey of the signed-in user that answers POST /auth/reauthenticate/options, with user verification.
// 422 challenge_expired, invalid_credential, passkey_unknown, passkey_copied. [worker]
http::Answer<void> prove_with_passkey(Identity& identity, const http::Context& context, const base::Json& credential);

}  // namespace veza::identity
