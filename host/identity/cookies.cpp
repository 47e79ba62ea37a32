#include "identity/cookies.h"

#include "identity/device_cookie.h"

namespace veza::identity {
namespace {

void add(net::Response& response, const CookiePlace& place, std::string_view cookie, std::string_view value,
         std::string_view attributes, int64_t max_age_s) {
  std::string line = place.name(cookie);
  line.append("=").append(value).append("; Path=").append(place.path(cookie)).append("; ").append(attributes);
  line += "; Max-Age=" + std::to_string(max_age_s);
  if (place.secure()) line += "; Secure";
  response.add("Set-Cookie", line);
}

}  // namespace

std::string CookiePlace::name(std::string_view cookie) const {
  return std::string(!secure_ ? "" : base_path_.empty() ? "__Host-" : "__Secure-").append(cookie);
}

std::string CookiePlace::path(std::string_view cookie) const {
  const bool narrow = (cookie == refresh_cookie || cookie == device_cookie) && !(secure_ && base_path_.empty());
  return base_path_ + (narrow ? "/api/v1/auth" : "/");
}

void set_session_cookies(net::Response& response, const SessionCookies& cookies, const CookiePlace& place) {
  add(response, place, access_cookie, cookies.access_token, "HttpOnly; SameSite=Lax", cookies.access_for_s);
  add(response, place, refresh_cookie, cookies.refresh_token, "HttpOnly; SameSite=Strict", cookies.refresh_for_s);
  add(response, place, csrf_cookie, cookies.csrf_token, "SameSite=Lax", cookies.refresh_for_s);
}

void clear_session_cookies(net::Response& response, const CookiePlace& place) {
  set_session_cookies(response, {}, place);
}

void set_device_cookie(net::Response& response, std::string_view value, const CookiePlace& place) {
  add(response, place, device_cookie, value, "HttpOnly; SameSite=Strict", device_cookie_days * 24 * 3600);
}

}  // namespace veza::identity
