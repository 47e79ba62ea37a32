// Digests of what passes through, as S3 spells them.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "blobs/store.h"

struct evp_md_ctx_st;

namespace veza::blobs {

// SHA-256 of bytes that come in pieces.
class Sha256 {
 public:
  Sha256();
  void update(std::string_view bytes);
  // Lower-case hex; ends the digest.
  std::string hex();

 private:
  std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st*)> context_;
};

// The same bytes, with an error (conflict) at their end when they are not those of `sha256`.
Reader checked(const Reader& reader, const std::string& sha256);

// Whether `text` is 64 lower-case hex digits.
bool is_sha256(std::string_view text);

// The 16 raw bytes. S3's own integrity fields (Content-MD5, most ETags) are MD5; SHA-256 is what we trust.
std::string md5(std::string_view bytes);
// RFC 4648 section 4, with padding.
std::string base64(std::string_view bytes);
std::string hex(std::string_view bytes);

}  // namespace veza::blobs
