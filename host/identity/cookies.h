// The cookies of a signed-in browser.
#pragma once
#include <string>
#include <string_view>

#include "net/response.h"

namespace veza::identity {

inline constexpr std::string_view access_cookie = "veza_access";    // HttpOnly, SameSite=Lax, Path=/
inline constexpr std::string_view refresh_cookie = "veza_refresh";  // HttpOnly, SameSite=Strict, Path=/api/v1/auth
inline constexpr std::string_view csrf_cookie = "veza_csrf";        // readable by the site's own pages

struct SessionCookies {
  std::string access_token, refresh_token, csrf_token;
  int64_t access_for_s = 0, refresh_for_s = 0;
};

// `secure`: the browser is on HTTPS, so the cookies must never leave it in the clear.
void set_session_cookies(net::Response& response, const SessionCookies& cookies, bool secure);
void clear_session_cookies(net::Response& response, bool secure);

}  // namespace veza::identity
