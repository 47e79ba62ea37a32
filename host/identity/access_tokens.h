// Access tokens: JWTs signed with RS256 that say for 15 minutes who somebody is.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "base/id.h"
#include "http/principal.h"
#include "http/problem.h"
#include "identity/revocations.h"
#include "identity/role_book.h"
#include "identity/signing_keys.h"
#include "identity/token_cache.h"

namespace veza::identity {

struct TokenSubject {
  std::string user_id, username;
  std::string role = "user";
  std::string sid;
  // The token's id: of the moment `role` was read, so that a change of role after it makes the token stale.
  std::string jti = base::new_id();
};

struct AccessTokenConfig {
  std::string issuer = "veza";
  std::string audience = "veza";
  int64_t lifetime_s = 15 * 60;
};

// A principal who may do what is in `permissions`.
http::PrincipalPtr make_principal(const TokenSubject& subject, std::vector<std::string> permissions);

// Any thread. Keys, revocations and roles outlive it.
class AccessTokens {
 public:
  AccessTokens(AccessTokenConfig config, SigningKeys& keys, const Revocations& revocations, const RoleBook& roles,
               base::Clock clock);

  // Claims: sub, preferred_username, roles, permissions, sid, iat, exp, jti (a UUIDv7: its time is the issue's
  // millisecond), iss, aud.
  base::Result<std::string> issue(const TokenSubject& subject) const;

  // Refusals, all 401: token_invalid, token_expired (also when the user's rights have changed since: refreshing helps),
  // session_revoked. What the principal may do is what its role may do now, not what the token says. A token that was
  // seen before costs a look-up, about half a microsecond.
  http::Answer<http::PrincipalPtr> check(std::string_view token) const;

  int64_t lifetime_s() const { return config_.lifetime_s; }

 private:
  http::Answer<VerifiedToken> verify(std::string_view token) const;

  const AccessTokenConfig config_;
  SigningKeys& keys_;
  const Revocations& revocations_;
  const RoleBook& roles_;
  const base::Clock clock_;
  mutable TokenCache cache_;
};

}  // namespace veza::identity
