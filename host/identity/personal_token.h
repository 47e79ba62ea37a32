// What a personal access token looks like: "vzp_", 32 random letters and digits (190 bits), six more that are the
// CRC-32 of those in base 62. Scanners for leaked secrets recognise it, and a typing error costs no look-up.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace veza::identity {

inline constexpr std::string_view personal_token_prefix = "vzp_";
inline constexpr size_t personal_token_chars = 42;

std::string make_personal_token();

using TokenHash = std::array<unsigned char, 32>;

// The SHA-256 of a token of this form; nothing for any other text, or when the last six do not fit.
std::optional<TokenHash> personal_token_hash(std::string_view text);

}  // namespace veza::identity
