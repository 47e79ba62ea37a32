// A browser's mark that somebody signed in with it before, so that guesses made elsewhere do not lock its owner out
// (login_limits.h; the device cookies of OWASP's guide to credential stuffing). It proves nothing else: whoever holds
// one still needs the password.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace veza::identity {

inline constexpr std::string_view device_cookie = "veza_device";  // HttpOnly, SameSite=Strict
inline constexpr int64_t device_cookie_days = 365;

// "<device>.<mac>": 16 random bytes and HMAC-SHA256(key, user id and device), both base64url.
class DeviceCookies {
 public:
  // `key`: 32 bytes, see load_or_create_secret() of key_table.h.
  explicit DeviceCookies(std::string key) : key_(std::move(key)) {}
  // A new one for the user's browser.
  std::string make(std::string_view user_id) const;
  // The device when the cookie is genuine and the user's.
  std::optional<std::string> device(std::string_view user_id, std::string_view cookie) const;

 private:
  std::string mac(std::string_view user_id, std::string_view device) const;
  const std::string key_;
};

}  // namespace veza::identity
