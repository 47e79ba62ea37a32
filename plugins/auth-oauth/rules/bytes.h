// Digests, randomness and their text forms, over OpenSSL.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace veza::oauth {

// RFC 4648 section 5, without padding.
std::string base64url(std::string_view data);
// Nothing for a character outside the alphabet, padding, an impossible length, or bits left over: a text has one form.
std::optional<std::string> base64url_decode(std::string_view text);
// RFC 4648 section 4, with padding: for HTTP Basic.
std::string base64(std::string_view data);

std::string sha256(std::string_view data);  // 32 bytes
// 32 random bytes as base64url: 43 characters.
std::string random_token();
// What PKCE sends ahead of the verifier (RFC 7636 section 4.2, S256).
std::string pkce_challenge(std::string_view verifier);

// In time that depends on the lengths only.
bool equal_constant_time(std::string_view a, std::string_view b);

}  // namespace veza::oauth
