// The cookies of a signed-in browser.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "net/response.h"

namespace veza::identity {

inline constexpr std::string_view access_cookie = "veza_access";    // HttpOnly, SameSite=Lax
inline constexpr std::string_view refresh_cookie = "veza_refresh";  // HttpOnly, SameSite=Strict
inline constexpr std::string_view csrf_cookie = "veza_csrf";        // readable by the site's own pages

// Where cookies go, and what they are called there.
//
// On HTTPS a name begins with __Host- (RFC 6265bis, 4.1.3): a browser takes such a cookie only from this very host,
// over HTTPS, for the path /, so that no subdomain and no plain connection can put one in. For a site under a path that
// is not allowed, and it is __Secure-, which is worth less: whoever else serves this host can set it. Only the name
// that fits the connection is read.
class CookiePlace {
 public:
  // `base_path`: "" or "/music". `secure`: the browser is on HTTPS.
  CookiePlace(std::string_view base_path, bool secure) : base_path_(base_path), secure_(secure) {}
  std::string name(std::string_view cookie) const;
  // With __Host- every cookie's path is /; else those of /api/v1/auth go there only.
  std::string path(std::string_view cookie) const;
  bool secure() const { return secure_; }

 private:
  std::string base_path_;
  bool secure_;
};

struct SessionCookies {
  std::string access_token, refresh_token, csrf_token;
  int64_t access_for_s = 0, refresh_for_s = 0;
};

void set_session_cookies(net::Response& response, const SessionCookies& cookies, const CookiePlace& place);
void clear_session_cookies(net::Response& response, const CookiePlace& place);
// `value`: of DeviceCookies::make(). Stays when somebody signs out: they are still who they were.
void set_device_cookie(net::Response& response, std::string_view value, const CookiePlace& place);

}  // namespace veza::identity
