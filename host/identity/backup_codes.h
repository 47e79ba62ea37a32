// Backup codes: eight words of twelve characters that stand in for a lost phone, once each. Plain functions.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace veza::identity {

inline constexpr size_t backup_code_count = 8;

// "k7mq-x2rd-90vw": 60 random bits each, in Crockford's alphabet, which has no I, L, O and U.
std::vector<std::string> make_backup_codes();

// As they are hashed: small letters without spaces and hyphens, with what is easily mistaken put right (O → 0, I and
// L → 1). Nothing when that is no backup code.
std::optional<std::string> read_backup_code(std::string_view typed);

// SHA-256 over account and code, as hex. With 60 bits a slow hash is not needed: nobody guesses his way back.
std::string backup_code_hash(std::string_view user_id, std::string_view code);

}  // namespace veza::identity
