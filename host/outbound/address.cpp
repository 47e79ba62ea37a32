#include "outbound/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "base/text.h"

namespace veza::outbound {
namespace {

struct Special {
  const char* network;
  const char* kind;
  bool never_by_name = false;
};

// The first that matches says the kind.
constexpr Special specials[] = {
    {"169.254.169.254", "a cloud's metadata address", true},
    {"169.254.170.2", "a cloud's metadata address", true},
    {"100.100.100.200", "a cloud's metadata address", true},
    {"168.63.129.16", "a cloud's metadata address", true},
    {"192.0.0.192", "a cloud's metadata address", true},
    {"fd00:ec2::254", "a cloud's metadata address", true},
    {"fd20:ce::254", "a cloud's metadata address", true},
    {"0.0.0.0/8", "an address of no machine", true},
    {"10.0.0.0/8", "a private address"},
    {"100.64.0.0/10", "a provider's private address"},
    {"127.0.0.0/8", "a loopback address"},
    {"169.254.0.0/16", "a link-local address"},
    {"172.16.0.0/12", "a private address"},
    {"192.0.0.0/24", "a reserved address"},
    {"192.0.2.0/24", "an address of examples"},
    {"192.88.99.0/24", "a 6to4 relay's address"},
    {"192.168.0.0/16", "a private address"},
    {"198.18.0.0/15", "an address of measurements"},
    {"198.51.100.0/24", "an address of examples"},
    {"203.0.113.0/24", "an address of examples"},
    {"224.0.0.0/4", "a multicast address", true},
    {"255.255.255.255", "the broadcast address", true},
    {"240.0.0.0/4", "a reserved address", true},
    {"::", "an address of no machine", true},
    {"::1", "a loopback address"},
    {"::ffff:0:0/96", "an IPv4 address within IPv6"},
    {"64:ff9b::/96", "an IPv4 address within IPv6"},
    {"64:ff9b:1::/48", "an IPv4 address within IPv6"},
    {"2001::/32", "an IPv4 address within IPv6"},
    {"2002::/16", "an IPv4 address within IPv6"},
    {"2001::/23", "a reserved address"},
    {"2001:db8::/32", "an address of examples"},
    {"3fff::/20", "an address of examples"},
    {"fc00::/7", "a private address"},
    {"fe80::/10", "a link-local address"},
    {"ff00::/8", "a multicast address", true},
};

struct Row {
  Network network;
  const Special* special;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> parsed = [] {
    std::vector<Row> all;
    for (const auto& special : specials) all.push_back({*parse_network(special.network), &special});
    return all;
  }();
  return parsed;
}

const Special* find_special(const Address& address) {
  const auto& all = rows();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Row& row) { return row.network.contains(address); });
  return found == all.end() ? nullptr : found->special;
}

// ISATAP (RFC 5214): any prefix, then 0000:5efe or 0200:5efe and an IPv4 address.
bool is_isatap(const Address& address) {
  return address.v6 && (address.bytes[8] & 0xfd) == 0 && address.bytes[9] == 0 && address.bytes[10] == 0x5e &&
         address.bytes[11] == 0xfe;
}

}  // namespace

std::string Address::text() const {
  char out[INET6_ADDRSTRLEN] = "";
  ::inet_ntop(v6 ? AF_INET6 : AF_INET, bytes.data(), out, sizeof out);
  return out;
}

std::optional<Address> parse_address(std::string_view text) {
  if (text.empty() || text.size() >= INET6_ADDRSTRLEN) return std::nullopt;
  const std::string copy(text);
  Address address;
  address.v6 = copy.find(':') != copy.npos;
  if (::inet_pton(address.v6 ? AF_INET6 : AF_INET, copy.c_str(), address.bytes.data()) != 1) return std::nullopt;
  return address;
}

std::optional<Address> from_sockaddr(const sockaddr* address, size_t size) {
  Address result;
  if (address->sa_family == AF_INET && size >= sizeof(sockaddr_in)) {
    sockaddr_in v4{};
    std::memcpy(&v4, address, sizeof v4);
    std::memcpy(result.bytes.data(), &v4.sin_addr, 4);
    return result;
  }
  if (address->sa_family == AF_INET6 && size >= sizeof(sockaddr_in6)) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, address, sizeof v6);
    result.v6 = true;
    std::memcpy(result.bytes.data(), &v6.sin6_addr, 16);
    return result;
  }
  return std::nullopt;
}

bool Network::contains(const Address& address) const {
  if (address.v6 != base.v6) return false;
  const size_t whole = bits / 8;
  if (!std::equal(base.bytes.begin(), base.bytes.begin() + static_cast<std::ptrdiff_t>(whole), address.bytes.begin())) {
    return false;
  }
  if (bits % 8 == 0) return true;
  const auto mask = static_cast<uint8_t>(0xff << (8 - bits % 8));
  return (base.bytes[whole] & mask) == (address.bytes[whole] & mask);
}

std::optional<Network> parse_network(std::string_view text) {
  const auto slash = text.find('/');
  const auto base = parse_address(text.substr(0, slash));
  if (!base) return std::nullopt;
  const auto most = static_cast<unsigned>(base->size() * 8);
  if (slash == text.npos) return Network{*base, most};
  const auto digits = text.substr(slash + 1);
  const auto bits = base::to_int(digits);
  if (!bits || *bits < 0 || *bits > most || digits.find_first_not_of("0123456789") != digits.npos) return std::nullopt;
  return Network{*base, static_cast<unsigned>(*bits)};
}

std::string_view special_kind(const Address& address) {
  if (const auto* special = find_special(address)) return special->kind;
  if (is_isatap(address)) return "an IPv4 address within IPv6";
  if (address.v6 && (address.bytes[0] & 0xe0) != 0x20) return "a reserved address";
  return {};
}

bool never_by_name(const Address& address) {
  const auto* special = find_special(address);
  return special && special->never_by_name;
}

}  // namespace veza::outbound
