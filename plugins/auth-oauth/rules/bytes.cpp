#include "rules/bytes.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <cstdint>
#include <cstdlib>

namespace veza::oauth {
namespace {

constexpr std::string_view url_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string encode(std::string_view data, std::string_view letters) {
  std::string text;
  uint32_t bits = 0;
  int held = 0;
  for (const char c : data) {
    bits = (bits << 8) | static_cast<unsigned char>(c);
    for (held += 8; held >= 6;) {
      held -= 6;
      text += letters[(bits >> held) & 63];
    }
  }
  if (held > 0) text += letters[(bits << (6 - held)) & 63];
  return text;
}

}  // namespace

std::string base64url(std::string_view data) { return encode(data, url_alphabet); }

std::string base64(std::string_view data) {
  std::string text = encode(data, alphabet);
  while (text.size() % 4 != 0) text += '=';
  return text;
}

std::optional<std::string> base64url_decode(std::string_view text) {
  std::string data;
  uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const size_t value = url_alphabet.find(c);
    if (value == url_alphabet.npos) return std::nullopt;
    bits = (bits << 6) | static_cast<uint32_t>(value);
    if ((held += 6) >= 8) {
      held -= 8;
      data += static_cast<char>((bits >> held) & 255);
    }
  }
  if (held == 6 || (bits & ((1U << held) - 1)) != 0) return std::nullopt;
  return data;
}

std::string sha256(std::string_view data) {
  std::string digest(32, '\0');
  if (EVP_Digest(data.data(), data.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr, EVP_sha256(),
                 nullptr) != 1)
    std::abort();
  return digest;
}

std::string random_token() {
  unsigned char raw[32];
  // A token that can be guessed is worse than no process.
  if (RAND_bytes(raw, sizeof raw) != 1) std::abort();
  return base64url({reinterpret_cast<const char*>(raw), sizeof raw});
}

std::string pkce_challenge(std::string_view verifier) { return base64url(sha256(verifier)); }

bool equal_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace veza::oauth
