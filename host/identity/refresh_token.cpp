#include "identity/refresh_token.h"

#include "base/crypto.h"
#include "base/id.h"

namespace veza::identity {
namespace {

constexpr size_t id_chars = 36;
constexpr size_t random_bytes = 32;
constexpr size_t mac_bytes = 16;

std::string mac(std::string_view key, std::string_view data) {
  const auto full = base::hmac_sha256(key, "veza refresh 1:" + std::string(data));
  return {reinterpret_cast<const char*>(full.data()), mac_bytes};
}

}  // namespace

RefreshToken make_refresh_token(std::string_view key, std::string_view session_id) {
  std::string data(session_id);
  data.resize(id_chars + random_bytes);
  base::random_bytes(reinterpret_cast<unsigned char*>(data.data() + id_chars), random_bytes);
  const std::string text = base::base64url(data + mac(key, data));
  return {text, refresh_token_hash(text)};
}

std::optional<std::string> session_of_refresh_token(std::string_view key, std::string_view token) {
  if (token.size() > 256) return std::nullopt;
  const auto data = base::base64url_decode(token);
  if (!data || data->size() != id_chars + random_bytes + mac_bytes) return std::nullopt;
  const std::string_view all = *data;
  if (!base::equal_constant_time(mac(key, all.substr(0, id_chars + random_bytes)), all.substr(id_chars + random_bytes)))
    return std::nullopt;
  const std::string_view id = all.substr(0, id_chars);
  return base::is_id(id) ? std::optional(std::string(id)) : std::nullopt;
}

std::string refresh_token_hash(std::string_view token) { return base::sha256_hex(token); }

}  // namespace veza::identity
