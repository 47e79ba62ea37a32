#include "identity/device_cookie.h"

#include "base/crypto.h"

namespace veza::identity {

std::string DeviceCookies::mac(std::string_view user_id, std::string_view device) const {
  std::string input = "device\n";
  input.append(user_id).append("\n").append(device);
  const auto bytes = base::hmac_sha256(key_, input);
  return base::base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string DeviceCookies::make(std::string_view user_id) const {
  const std::string device = base::random_token(16);
  return device + "." + mac(user_id, device);
}

std::optional<std::string> DeviceCookies::device(std::string_view user_id, std::string_view cookie) const {
  const size_t dot = cookie.find('.');
  if (user_id.empty() || dot == cookie.npos || dot == 0 || cookie.size() > 100) return std::nullopt;
  const std::string_view device = cookie.substr(0, dot);
  if (!base::equal_constant_time(cookie.substr(dot + 1), mac(user_id, device))) return std::nullopt;
  return std::string(device);
}

}  // namespace veza::identity
