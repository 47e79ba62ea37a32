// Who is at the other end when proxies stand between: addresses, networks, and the X-Forwarded-* fields.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "net/message.h"

namespace veza::http {

// Sixteen bytes in network order; IPv4 in its mapped form (::ffff:0:0/96).
using Address = std::array<unsigned char, 16>;

// A numeric address, alone or with a port ("192.0.2.1:80", "[2001:db8::1]:80", "2001:db8::1").
std::optional<Address> parse_address(std::string_view text);
// As inet_ntop writes it; mapped IPv4 as IPv4.
std::string to_text(const Address& address);
bool is_loopback(const Address& address);

class TrustedProxies {
 public:
  TrustedProxies() = default;
  // Addresses and CIDR networks. Errors (invalid) name the entry.
  static base::Result<TrustedProxies> parse(const std::vector<std::string>& entries);
  bool contains(const Address& address) const;
  bool empty() const { return networks_.empty(); }

 private:
  struct Network {
    Address address;
    unsigned bits;
  };
  std::vector<Network> networks_;
};

struct Client {
  std::string ip;
  std::string host;  // host[:port] as the client wrote it; never empty
  bool https = false;
  bool forwarded = false;  // the request says that a proxy passed it on, trusted or not
};

// From a trusted peer X-Forwarded-For is read from the right up to the first address that is no trusted proxy, and
// X-Forwarded-Proto and X-Forwarded-Host are believed (the last value each); from any other peer they mean nothing.
Client client_of(const net::Request& request, const TrustedProxies& proxies);

// "music.example:8080" → "music.example"; "[::1]:80" → "[::1]".
std::string_view without_port(std::string_view host);

// Whether a page of another origin sent this: Origin names another host than `host`, or http where `https` says that
// the site is known to be on HTTPS, or is "null", or is absent while Sec-Fetch-Site says cross-site. Requests that are
// not from a browser have neither.
bool is_foreign(const net::Request& request, std::string_view host, bool https);

}  // namespace veza::http
