// The claims of an id_token (OpenID Connect Core 1.0 section 3.1.3.7). Its signature is jose/jws.h's business. Plain
// functions.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include <veza/json.hpp>

namespace veza::oauth {

struct ExpectedToken {
  std::string issuer, client_id, nonce;
  int64_t now_s = 0;
};

inline constexpr int64_t clock_skew_s = 60;

// What is wrong with them, as the end of "the id_token …"; nothing when they are what was asked for.
std::optional<std::string> claims_problem(const Json& claims, const ExpectedToken& expected);

}  // namespace veza::oauth
