#include "identity/cookies.h"

namespace veza::identity {
namespace {

void add(net::Response& response, std::string_view name, std::string_view value, std::string_view attributes,
         int64_t max_age_s, bool secure) {
  std::string line;
  line.append(name).append("=").append(value).append("; ").append(attributes);
  line += "; Max-Age=" + std::to_string(max_age_s);
  if (secure) line += "; Secure";
  response.add("Set-Cookie", line);
}

}  // namespace

void set_session_cookies(net::Response& response, const SessionCookies& cookies, bool secure) {
  add(response, access_cookie, cookies.access_token, "Path=/; HttpOnly; SameSite=Lax", cookies.access_for_s, secure);
  add(response, refresh_cookie, cookies.refresh_token, "Path=/api/v1/auth; HttpOnly; SameSite=Strict",
      cookies.refresh_for_s, secure);
  add(response, csrf_cookie, cookies.csrf_token, "Path=/; SameSite=Lax", cookies.refresh_for_s, secure);
}

void clear_session_cookies(net::Response& response, bool secure) { set_session_cookies(response, {}, secure); }

}  // namespace veza::identity
