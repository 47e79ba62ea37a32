// One journey to a provider and back: what is kept meanwhile, and whether who comes back is who left. Plain functions.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <veza/json.hpp>

namespace veza::oauth {

inline constexpr int64_t flow_ms = 10LL * 60 * 1000;

struct Flow {
  std::string provider;
  std::string browser;   // sha256 of the browser's cookie, base64url
  std::string verifier;  // PKCE
  std::string nonce;
  std::string return_to;
  std::string linking_user;     // empty: signing in
  std::string linking_session;  // of his; empty likewise
  int64_t began_ms = 0;
};

std::string to_text(const Flow& flow);
// Nothing when it is not one.
std::optional<Flow> parse_flow(std::string_view text);

// What the provider's answer says in the query of the callback.
struct Callback {
  std::string provider;  // of the path
  std::string cookie;    // the browser's
  std::optional<std::string> iss;
  int64_t now_ms = 0;
};

// What the provider announces and the answer must agree with.
struct Issuer {
  std::string issuer;      // empty for a provider without OpenID Connect
  bool sends_iss = false;  // authorization_response_iss_parameter_supported (RFC 9207 section 3)
};

// The code of the error, or nothing when the answer belongs to this journey. RFC 9700 section 4.4: an answer of one
// provider must not be taken for another's.
std::optional<std::string> callback_problem(const Flow& flow, const Callback& callback, const Issuer& issuer);

// Whether a text has the form of a token made by random_token().
bool is_token(std::string_view text);

}  // namespace veza::oauth
