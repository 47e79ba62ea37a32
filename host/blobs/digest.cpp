#include "blobs/digest.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "base/crypto.h"

namespace veza::blobs {

Sha256::Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
  EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr);
}

void Sha256::update(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }

std::string Sha256::hex() {
  std::array<unsigned char, 32> digest{};
  EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr);
  return base::hex(digest.data(), digest.size());
}

Reader checked(const Reader& reader, const std::string& sha256) {
  return [&reader, sha256, digest = std::make_shared<Sha256>()](char* buffer, size_t size) -> base::Result<size_t> {
    auto count = reader(buffer, size);
    if (!count) return count;
    if (*count > 0) {
      digest->update({buffer, *count});
    } else if (digest->hex() != sha256) {
      return base::fail(base::Code::conflict, "the bytes are not those of the SHA-256 they should have");
    }
    return count;
  };
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::string md5(std::string_view bytes) {
  std::string digest(16, '\0');
  EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr, EVP_md5(), nullptr);
  return digest;
}

std::string base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<size_t>(size));
  return text;
}

std::string hex(std::string_view bytes) {
  return base::hex(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

}  // namespace veza::blobs
