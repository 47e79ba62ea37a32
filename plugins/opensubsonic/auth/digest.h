// The hashes of the protocol and of what is stored.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace veza::opensubsonic {

// Small letters.
std::string md5_hex(std::string_view text);
std::string sha256_hex(std::string_view text);

// In a time that depends on the lengths only.
bool same(std::string_view one, std::string_view other);

// "enc:" and hex digits are the text they stand for, anything else itself; nothing for "enc:" without sound hex.
std::optional<std::string> plain_password(std::string_view parameter);

// 25 letters and digits that are hard to take for one another, in groups: over 120 bits.
std::string new_password();

}  // namespace veza::opensubsonic
