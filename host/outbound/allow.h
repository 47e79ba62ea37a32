// Where the server may go on its own: the public internet on a few ports, and what outbound.allow adds.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "outbound/address.h"

namespace veza::outbound {

class Allowed {
 public:
  // `ports` of public addresses. `entries` are networks or addresses ("10.0.0.0/8": all ports of them), and names or
  // addresses with a port ("keycloak.lan:8443", "[fd00::5]:80": this port, wherever the name leads but to the kinds of
  // never_by_name). Errors (invalid) name the entry.
  static base::Result<Allowed> parse(const std::vector<std::string>& entries, std::vector<uint16_t> ports = {80, 443});

  // Whether `host` (as in the URL, lower case, no brackets) may be reached at this address. Errors (forbidden) say what
  // is wrong with the address and which setting would permit it.
  base::Status check(std::string_view host, uint16_t port, const Address& address) const;

 private:
  struct Place {
    std::string host;
    uint16_t port;
  };
  std::vector<Network> networks_;
  std::vector<Place> places_;
  std::vector<uint16_t> ports_;
};

}  // namespace veza::outbound
