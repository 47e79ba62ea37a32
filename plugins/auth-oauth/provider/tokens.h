// What a provider's token endpoint gives (RFC 6749 section 5). Plain functions but for the fetch.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <veza/outbound.hpp>

#include "provider/provider.h"
#include "rules/url.h"

namespace veza::oauth {

struct Tokens {
  std::string access, refresh, id_token;  // the last two may be empty
  int64_t expires_ms = 0;                 // epoch; 0 when the provider does not say
};

// The endpoint's answer, or what is wrong with it, without what it holds.
std::variant<Tokens, std::string> parse_tokens(std::string_view text, int64_t now_ms);

// As they are kept: JSON, to be sealed.
std::string to_text(const Tokens& tokens);
std::optional<Tokens> tokens_from_text(std::string_view text);

// Where and how a provider is asked for tokens.
struct TokenEndpoint {
  std::string url;
  bool basic_auth = true;
};

// Throws Failure: "provider_refused" (a code that was used, say), "provider_unavailable". [worker]
Tokens exchange_code(const Outbound& outbound, const Provider& provider, const TokenEndpoint& endpoint,
                     const std::string& code, const std::string& verifier, const std::string& redirect_uri);
// The same for a refresh token (RFC 6749 section 6); the answer keeps the old one where it names none.
Tokens refresh_tokens(const Outbound& outbound, const Provider& provider, const TokenEndpoint& endpoint,
                      const Tokens& tokens);

}  // namespace veza::oauth
