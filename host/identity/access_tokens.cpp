#include "identity/access_tokens.h"

#include "base/crypto.h"
#include "base/id.h"
#include "identity/jwt.h"

namespace veza::identity {
namespace {

using base::Json;

auto invalid() { return http::refuse(401, "token_invalid", "This access token is not valid. Sign in again."); }
auto expired() {
  return http::refuse(401, "token_expired", "This access token has expired. Refresh it, or sign in again.");
}

// The milliseconds in a UUIDv7's first 48 bits (RFC 9562 section 5.7).
int64_t time_of_id(const std::string& id) { return std::stoll(id.substr(0, 8) + id.substr(9, 4), nullptr, 16); }

}  // namespace

http::PrincipalPtr make_principal(const TokenSubject& subject, std::vector<std::string> permissions) {
  auto principal = std::make_shared<http::Principal>();
  principal->user_id = subject.user_id;
  principal->username = subject.username;
  principal->role = subject.role;
  principal->sid = subject.sid;
  principal->permissions = std::move(permissions);
  principal->sort_permissions();
  return principal;
}

AccessTokens::AccessTokens(AccessTokenConfig config, SigningKeys& keys, const Revocations& revocations,
                           const RoleBook& roles, base::Clock clock)
    : config_(std::move(config)), keys_(keys), revocations_(revocations), roles_(roles), clock_(std::move(clock)) {}

base::Result<std::string> AccessTokens::issue(const TokenSubject& subject) const {
  const int64_t now_s = clock_() / 1000;
  const Json claims{{"iss", config_.issuer},
                    {"aud", config_.audience},
                    {"sub", subject.user_id},
                    {"preferred_username", subject.username},
                    {"roles", Json::array({subject.role})},
                    {"permissions", roles_.table()->permissions_of(subject.role)},
                    {"sid", subject.sid},
                    {"iat", now_s},
                    {"exp", now_s + config_.lifetime_s},
                    {"jti", subject.jti}};
  const auto signer = keys_.signer();
  const std::string input = jwt_signing_input(signer.kid(), claims);
  auto signature = signer.sign(input);
  if (!signature) return base::fail(signature.error());
  return input + "." + base::base64url(*signature);
}

http::Answer<VerifiedToken> AccessTokens::verify(std::string_view token) const {
  const auto jwt = parse_jwt(token);
  if (!jwt || !keys_.verify(jwt->kid, jwt->signed_part, jwt->signature)) return invalid();
  const Json& claims = jwt->claims;
  switch (check_claims(claims, {config_.issuer, config_.audience, clock_() / 1000})) {
    case ClaimFault::other:
      return invalid();
    case ClaimFault::expired:
      return expired();
    case ClaimFault::none:
      break;
  }
  const auto roles = claims.find("roles");
  const auto username = claims.find("preferred_username");
  if (roles == claims.end() || !roles->is_array() || roles->size() != 1 || !roles->front().is_string() ||
      username == claims.end() || !username->is_string())
    return invalid();
  // Before the table: should that change meanwhile, what is made from it counts as out of date.
  const uint64_t generation = roles_.generation();
  const auto table = roles_.table();
  const RoleEntry* role = table->find(roles->front().get_ref<const std::string&>());
  const int64_t issued_ms = time_of_id(claims.at("jti"));
  // The role was removed or changed since.
  if (role == nullptr || issued_ms <= role->changed_at) return expired();
  return VerifiedToken{make_principal({claims.at("sub"), *username, role->name, claims.at("sid")}, role->effective),
                       claims.at("exp").get<int64_t>() * 1000, issued_ms, generation};
}

http::Answer<http::PrincipalPtr> AccessTokens::check(std::string_view token) const {
  if (token.empty() || token.size() > max_jwt_bytes) return invalid();
  auto verified = cache_.find(token);
  if (!verified || verified->generation != roles_.generation()) {
    auto fresh = verify(token);
    if (!fresh) return http::refuse(fresh.error());
    cache_.put(std::string(token), *fresh);
    verified = std::move(*fresh);
  }
  if (verified->expires_ms <= clock_()) return expired();
  switch (revocations_.standing(verified->principal->sid, verified->principal->user_id, verified->issued_ms)) {
    case Standing::revoked:
      return http::refuse(401, "session_revoked", "This session has been ended. Sign in again.");
    case Standing::stale:
      return expired();
    case Standing::good:
      break;
  }
  return verified->principal;
}

}  // namespace veza::identity
