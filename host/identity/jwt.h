// JSON Web Tokens as Veza uses them (RFC 7519 in the compact form of RFC 7515), and nothing else of that family: one
// algorithm, pinned; the header chooses neither it nor where a key comes from.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/json.h"

namespace veza::identity {

inline constexpr size_t max_jwt_bytes = 4096;

// A token taken apart; nothing is proved yet.
struct Jwt {
  std::string kid;
  base::Json claims;
  std::string_view signed_part;  // of the text: header and claims, as they were signed
  std::string signature;
};

// Errors (unauthorized): longer than max_jwt_bytes, not three parts of base64url, JSON that is no object or has a
// name twice, an alg other than "RS256", a typ other than "JWT", no kid, a "crit" (RFC 7515 section 4.1.11).
// The result's signed_part points into `text`.
base::Result<Jwt> parse_jwt(std::string_view text);

// The part to sign: base64url(header) "." base64url(claims).
std::string jwt_signing_input(std::string_view kid, const base::Json& claims);

struct JwtExpectation {
  std::string_view issuer;
  std::string_view audience;
  int64_t now_s = 0;
  int64_t leeway_s = 30;  // how far clocks of two nodes may differ
};

enum class ClaimFault { none, expired, other };

// Whether iss, aud, exp, iat, nbf hold now and sub, sid and jti are ids (RFC 7519 section 4.1).
ClaimFault check_claims(const base::Json& claims, const JwtExpectation& expected);

}  // namespace veza::identity
