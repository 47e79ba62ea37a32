#include "uploads/checksum.h"

#include <openssl/evp.h>

#include <array>

namespace veza::library::tus {
namespace {

const EVP_MD* digest_named(std::string_view name) {
  if (name == "sha1") return EVP_sha1();
  if (name == "sha256") return EVP_sha256();
  return name == "md5" ? EVP_md5() : nullptr;
}

}  // namespace

Checked check(const Checksum& checksum, std::string_view bytes) {
  const EVP_MD* digest = digest_named(checksum.algorithm);
  std::array<unsigned char, EVP_MAX_MD_SIZE> made{};
  unsigned int size = 0;
  // A system may have switched an old digest off (FIPS): then it is unknown here too.
  if (!digest || EVP_Digest(bytes.data(), bytes.size(), made.data(), &size, digest, nullptr) != 1) {
    return Checked::unknown_algorithm;
  }
  const std::string_view said(reinterpret_cast<const char*>(made.data()), size);
  return said == checksum.bytes ? Checked::good : Checked::mismatch;
}

}  // namespace veza::library::tus
