// A SHA-256 as its 32 bytes: half of what its text takes, since there may be millions of them.
#pragma once
#include <array>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace veza::backup {

using Digest = std::array<unsigned char, 32>;

// 64 lower-case hex digits.
std::string to_hex(const Digest& digest);
// Nothing for any other text.
std::optional<Digest> parse_digest(std::string_view hex);

// For hash tables: the bytes are evenly spread already.
struct DigestHash {
  size_t operator()(const Digest& digest) const {
    size_t value = 0;
    std::memcpy(&value, digest.data(), sizeof value);
    return value;
  }
};

}  // namespace veza::backup
