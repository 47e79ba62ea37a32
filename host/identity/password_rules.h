// Which passwords are good enough (NIST SP 800-63B section 5.1.1.2: length and a list of common ones, no composition
// rules).
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace veza::identity {

inline constexpr size_t min_password_characters = 10;
inline constexpr size_t max_password_bytes = 1024;

// What is wrong with the password, as the rest of a sentence ("must have at least 10 characters"), or nothing.
// `username` and `email` may be empty.
std::optional<std::string> password_problem(std::string_view password, std::string_view username,
                                            std::string_view email);

// Whether the password is in the bundled list: as it is, without case, with look-alikes undone ("p@ssw0rd" →
// "password"), or without the digits and signs around it.
bool is_common_password(std::string_view password);

// Whether it is made of one short piece again and again ("abcabcabcabc") or of runs of neighbours in the alphabet, the
// digits or a keyboard row ("qwertyuiop123").
bool is_patterned_password(std::string_view password);

}  // namespace veza::identity
