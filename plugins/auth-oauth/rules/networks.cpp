#include "rules/networks.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace veza::oauth {
namespace {

constexpr int v4_prefix = 96;

struct Address {
  std::array<unsigned char, 16> bytes{};
  bool v4 = false;
};

std::optional<Address> parse_address(std::string_view text) {
  const std::string whole(text);
  Address out;
  if (::inet_pton(AF_INET, whole.c_str(), out.bytes.data() + 12) == 1) {
    out.v4 = true;
    out.bytes[10] = out.bytes[11] = 0xff;
    return out;
  }
  if (::inet_pton(AF_INET6, whole.c_str(), out.bytes.data()) == 1) return out;
  return std::nullopt;
}

bool bit(const std::array<unsigned char, 16>& bytes, int index) {
  return (bytes[static_cast<size_t>(index / 8)] >> (7 - index % 8) & 1) != 0;
}

}  // namespace

std::optional<Network> parse_network(std::string_view text) {
  const size_t slash = text.find('/');
  const auto address = parse_address(text.substr(0, slash));
  if (!address) return std::nullopt;
  Network network{address->bytes, 128};
  if (slash != text.npos) {
    const auto digits = text.substr(slash + 1);
    int bits = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc() || end != digits.data() + digits.size() || digits.front() == '-') return std::nullopt;
    network.bits = bits + (address->v4 ? v4_prefix : 0);
    if (bits < 0 || network.bits > 128) return std::nullopt;
  }
  for (int i = network.bits; i < 128; ++i) {
    if (bit(network.address, i)) return std::nullopt;
  }
  return network;
}

bool contains(const std::vector<Network>& networks, std::string_view text) {
  const auto address = parse_address(text);
  if (!address) return false;
  return std::any_of(networks.begin(), networks.end(), [&](const Network& network) {
    for (int i = 0; i < network.bits; ++i) {
      if (bit(network.address, i) != bit(address->bytes, i)) return false;
    }
    return true;
  });
}

}  // namespace veza::oauth
