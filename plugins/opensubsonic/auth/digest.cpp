#include "auth/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <sys/random.h>

#include <veza/error.hpp>

namespace veza::opensubsonic {
namespace {

std::string digest_hex(const EVP_MD* kind, std::string_view text) {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (EVP_Digest(text.data(), text.size(), bytes, &size, kind, nullptr) != 1) {
    throw Error(VEZA_E_INTERNAL, "a digest could not be computed");
  }
  std::string out;
  for (unsigned i = 0; i < size; ++i) {
    out += "0123456789abcdef"[bytes[i] >> 4];
    out += "0123456789abcdef"[bytes[i] & 15];
  }
  return out;
}

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string md5_hex(std::string_view text) { return digest_hex(EVP_md5(), text); }
std::string sha256_hex(std::string_view text) { return digest_hex(EVP_sha256(), text); }

bool same(std::string_view one, std::string_view other) {
  return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

std::optional<std::string> plain_password(std::string_view parameter) {
  if (!parameter.starts_with("enc:")) return std::string(parameter);
  parameter.remove_prefix(4);
  if (parameter.size() % 2 != 0) return std::nullopt;
  std::string out;
  for (size_t i = 0; i < parameter.size(); i += 2) {
    const int high = hex(parameter[i]), low = hex(parameter[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

std::string new_password() {
  static constexpr char alphabet[] = "23456789abcdefghjkmnpqrstuvwxyz2";
  static_assert(sizeof alphabet == 33);
  unsigned char bytes[25];
  if (getrandom(bytes, sizeof bytes, 0) != static_cast<ssize_t>(sizeof bytes)) {
    throw Error(VEZA_E_INTERNAL, "the system gave no random bytes");
  }
  std::string out;
  for (size_t i = 0; i < sizeof bytes; ++i) {
    if (i > 0 && i % 5 == 0) out += '-';
    out += alphabet[bytes[i] & 31];
  }
  return out;
}

}  // namespace veza::opensubsonic
