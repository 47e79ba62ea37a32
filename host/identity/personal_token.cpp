#include "identity/personal_token.h"

#include <zlib.h>

#include <algorithm>

#include "base/crypto.h"

namespace veza::identity {
namespace {

constexpr std::string_view alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr size_t random_chars = 32;
constexpr size_t checksum_chars = 6;  // 62^6 > 2^32
static_assert(personal_token_prefix.size() + random_chars + checksum_chars == personal_token_chars);

std::string checksum(std::string_view random) {
  uLong sum = crc32(0, reinterpret_cast<const Bytef*>(random.data()), static_cast<uInt>(random.size()));
  std::string out(checksum_chars, '0');
  for (auto digit = out.rbegin(); digit != out.rend(); ++digit, sum /= alphabet.size())
    *digit = alphabet[sum % alphabet.size()];
  return out;
}

bool is_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

}  // namespace

std::string make_personal_token() {
  std::string random;
  while (random.size() < random_chars) {
    std::array<unsigned char, 64> bytes{};
    base::random_bytes(bytes.data(), bytes.size());
    for (const unsigned char byte : bytes) {
      // 248 is the largest multiple of 62 in a byte: no letter is likelier than another.
      if (byte < 248 && random.size() < random_chars) random += alphabet[byte % alphabet.size()];
    }
  }
  return std::string(personal_token_prefix) + random + checksum(random);
}

std::optional<TokenHash> personal_token_hash(std::string_view text) {
  if (text.size() != personal_token_chars || !text.starts_with(personal_token_prefix)) return std::nullopt;
  const auto rest = text.substr(personal_token_prefix.size());
  if (!std::all_of(rest.begin(), rest.end(), is_alnum)) return std::nullopt;
  if (checksum(rest.substr(0, random_chars)) != rest.substr(random_chars)) return std::nullopt;
  return base::sha256(text);
}

}  // namespace veza::identity
