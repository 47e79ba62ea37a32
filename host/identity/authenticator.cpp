#include "identity/authenticator.h"

#include "base/text.h"
#include "identity/cookies.h"

namespace veza::identity {
namespace {

constexpr size_t max_query_token = 2048;

http::Answer<http::Authentication> known(http::Answer<http::PrincipalPtr> principal, http::Via via) {
  if (!principal) return http::refuse(std::move(principal.error()));
  return http::Authentication{std::move(*principal), via};
}

}  // namespace

http::Authenticator make_authenticator(const AccessTokens& tokens, LivingTokens& living, const std::string& base_path) {
  const std::string plain = CookiePlace(base_path, false).name(access_cookie);
  const std::string secure = CookiePlace(base_path, true).name(access_cookie);
  return [&tokens, &living, plain, secure](const net::Request& request,
                                           const http::AuthOptions& options) -> http::Answer<http::Authentication> {
    static const std::string authorization = "Authorization";
    const std::string_view field = request.header(authorization);
    if (!field.empty()) {
      constexpr std::string_view scheme = "Bearer ";
      if (field.size() <= scheme.size() || !base::equal_no_case(field.substr(0, scheme.size()), scheme))
        return http::refuse(401, "token_invalid", "Send the access token as \"Authorization: Bearer <token>\".");
      const auto text = base::trim(field.substr(scheme.size()));
      if (LivingTokens::looks_like_one(text)) return known(living.check(text), http::Via::bearer);
      return known(tokens.check(text), http::Via::bearer);
    }
    if (const auto cookie = request.cookie(options.https ? secure : plain); cookie && !cookie->empty())
      return known(tokens.check(*cookie), http::Via::cookie);
    if (options.query_token) {
      if (const auto token = request.query_value("token"); token && !token->empty()) {
        if (token->size() > max_query_token)
          return http::refuse(401, "token_invalid", "This access token is too long.");
        return known(tokens.check(*token), http::Via::query);
      }
    }
    return http::Authentication{};
  };
}

http::CsrfCheck make_csrf_check(const Csrf& csrf) {
  return [&csrf](const net::Request& request, const http::Authentication& who) {
    static const std::string field = "X-CSRF-Token";
    return csrf.check(who.principal->sid, request.header(field));
  };
}

}  // namespace veza::identity
