// The URL of a fetch, read once: what is checked is what is connected to.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "outbound/address.h"

namespace veza::outbound {

struct Target {
  bool tls = false;
  std::string host;                // lower case; an IPv6 address without brackets
  std::optional<Address> literal;  // where the host is an address
  uint16_t port = 0;
  std::string url;  // as libcurl's parser writes it, without a fragment

  std::string authority() const;  // "host:port", brackets around IPv6: the key of limits and breakers
  std::string origin() const;     // "https://host:port"
};

// http and https (RFC 3986), printable ASCII, at most 8 KiB, no user information, no backslash; a host is a name of
// letters, digits, hyphens and underscores, a dotted IPv4 address or an IPv6 address in brackets. An address in any
// other spelling (decimal, octal, hex, short, escaped) is refused rather than understood. Errors (invalid) are a
// sentence.
base::Result<Target> parse_target(std::string_view url);

// `location` of an answer from `from` (RFC 9110, 10.2.2: relative to it), checked the same.
base::Result<Target> resolve_location(const Target& from, std::string_view location);

}  // namespace veza::outbound
