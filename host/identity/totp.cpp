#include "identity/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "base/crypto.h"
#include "base/text.h"

namespace veza::identity {

std::string make_totp_secret() {
  std::string secret(20, '\0');
  base::random_bytes(reinterpret_cast<unsigned char*>(secret.data()), secret.size());
  return secret;
}

std::string totp_code(std::string_view secret, int64_t step) {
  std::array<unsigned char, 8> counter{};
  for (size_t i = 0; i < counter.size(); ++i)
    counter[i] = static_cast<unsigned char>(static_cast<uint64_t>(step) >> (8 * (7 - i)));
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned int size = 0;
  HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter.data(), counter.size(), mac.data(), &size);
  const size_t offset = mac[19] & 0x0f;
  const uint32_t number = (static_cast<uint32_t>(mac[offset] & 0x7f) << 24) |
                          (static_cast<uint32_t>(mac[offset + 1]) << 16) |
                          (static_cast<uint32_t>(mac[offset + 2]) << 8) | mac[offset + 3];
  std::string digits = std::to_string(number % 1'000'000);
  return std::string(totp_digits - digits.size(), '0') + digits;
}

std::optional<int64_t> match_totp(std::string_view secret, std::string_view code, int64_t now_ms, int64_t last_step) {
  const int64_t now = now_ms / totp_step_ms;
  std::optional<int64_t> found;
  for (int64_t step = now - totp_window; step <= now + totp_window; ++step)
    if (base::equal_constant_time(totp_code(secret, step), code) && step > last_step) found = step;
  return found;
}

std::string base32(std::string_view data) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  uint32_t bits = 0;
  int held = 0;
  for (const char byte : data) {
    bits = (bits << 8) | static_cast<unsigned char>(byte);
    for (held += 8; held >= 5; held -= 5) out += alphabet[(bits >> (held - 5)) & 31];
  }
  if (held > 0) out += alphabet[(bits << (5 - held)) & 31];
  return out;
}

std::string otpauth_url(std::string_view secret, std::string_view issuer, std::string_view account) {
  const std::string from = base::percent_encode(issuer);
  return "otpauth://totp/" + from + ":" + base::percent_encode(account) + "?secret=" + base32(secret) +
         "&issuer=" + from + "&algorithm=SHA1&digits=" + std::to_string(totp_digits) +
         "&period=" + std::to_string(totp_step_ms / 1000);
}

}  // namespace veza::identity
