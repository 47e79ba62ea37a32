// Randomness, digests and their text forms, over OpenSSL.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace veza::base {

// Fills `out` from the operating system's generator; ends the process if that is broken (no key may be weak).
void random_bytes(unsigned char* out, size_t size);

// A random token of `bytes` bytes as base64url (32 bytes → 43 characters).
std::string random_token(size_t bytes = 32);

std::array<unsigned char, 32> sha256(std::string_view data);
std::string sha256_hex(std::string_view data);
std::array<unsigned char, 32> hmac_sha256(std::string_view key, std::string_view data);

std::string hex(const unsigned char* data, size_t size);

// RFC 4648 section 5, without padding.
std::string base64url(std::string_view data);
// Nothing when `text` holds a character outside the alphabet, padding, or an impossible length.
std::optional<std::string> base64url_decode(std::string_view text);

// Compares in time that depends on the lengths only.
bool equal_constant_time(std::string_view a, std::string_view b);

}  // namespace veza::base
