// Networks a trusted proxy may be in. Plain functions.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace veza::oauth {

struct Network {
  std::array<unsigned char, 16> address{};  // IPv4 as ::ffff:a.b.c.d
  int bits = 128;
};

// "10.0.0.0/8", "2001:db8::/32", or one address. Nothing for anything else, also for bits beyond the prefix.
std::optional<Network> parse_network(std::string_view text);
// Whether the address, as text, is in one of them. False for what is no address.
bool contains(const std::vector<Network>& networks, std::string_view address);

}  // namespace veza::oauth
