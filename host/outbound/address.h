// IP addresses, and which of them the public internet is made of.
#pragma once
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace veza::outbound {

// IPv4 uses the first four bytes.
struct Address {
  bool v6 = false;
  std::array<uint8_t, 16> bytes{};
  bool operator==(const Address&) const = default;
  size_t size() const { return v6 ? 16 : 4; }
  std::string text() const;
};

// "192.0.2.1" or "2001:db8::1" (no brackets, no zone); nothing for every other spelling: decimal, octal, hex, short.
std::optional<Address> parse_address(std::string_view text);
// AF_INET and AF_INET6 only.
std::optional<Address> from_sockaddr(const sockaddr* address, size_t size);

struct Network {
  Address base;
  unsigned bits = 0;
  bool contains(const Address& address) const;
};
// "10.0.0.0/8", or an address, which is a network of one.
std::optional<Network> parse_network(std::string_view text);

// What kind of address it is when a server must not be sent there by strangers ("a loopback address"), empty for one of
// the public internet. IANA's special-purpose registries (RFC 6890), what carries an IPv4 address within IPv6, and the
// addresses where clouds keep a machine's credentials. IPv6 outside 2000::/3 is not public.
std::string_view special_kind(const Address& address);
// Kinds that only their own network in outbound.allow permits, not a name: unspecified, multicast, broadcast, metadata.
bool never_by_name(const Address& address);

}  // namespace veza::outbound
