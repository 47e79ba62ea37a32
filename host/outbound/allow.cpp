#include "outbound/allow.h"

#include <algorithm>

#include "base/text.h"

namespace veza::outbound {
namespace {

bool is_name(std::string_view host) {
  return !host.empty() && host.size() <= 253 &&
         host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-_") == host.npos;
}

}  // namespace

base::Result<Allowed> Allowed::parse(const std::vector<std::string>& entries, std::vector<uint16_t> ports) {
  Allowed allowed;
  allowed.ports_ = std::move(ports);
  for (const auto& entry : entries) {
    if (const auto network = parse_network(entry)) {
      allowed.networks_.push_back(*network);
      continue;
    }
    const auto colon = entry.rfind(':');
    const auto port = colon == entry.npos ? std::nullopt : base::to_int(std::string_view(entry).substr(colon + 1));
    std::string host = base::lower_ascii(std::string_view(entry).substr(0, colon));
    if (host.starts_with('[') && host.ends_with(']')) {
      const auto address = parse_address(std::string_view(host).substr(1, host.size() - 2));
      host = address && address->v6 ? address->text() : "";
    } else if (!is_name(host)) {
      host.clear();
    }
    if (host.empty() || !port || *port < 1 || *port > 65535) {
      return base::fail(base::Code::invalid,
                        "outbound.allow: \"" + entry +
                            "\" is neither a network (10.0.0.0/8), an address, nor a host with its "
                            "port (keycloak.lan:8443)");
    }
    allowed.places_.push_back({host, static_cast<uint16_t>(*port)});
  }
  return allowed;
}

base::Status Allowed::check(std::string_view host, uint16_t port, const Address& address) const {
  if (std::any_of(networks_.begin(), networks_.end(), [&](const auto& network) { return network.contains(address); })) {
    return {};
  }
  const bool named = std::any_of(places_.begin(), places_.end(),
                                 [&](const auto& place) { return place.host == host && place.port == port; });
  if (named && !never_by_name(address)) return {};
  if (const auto kind = special_kind(address); !kind.empty()) {
    return base::fail(base::Code::forbidden, address.text() + " is " + std::string(kind) +
                                                 ", where this server does not go unless outbound.allow names it");
  }
  if (std::find(ports_.begin(), ports_.end(), port) == ports_.end()) {
    return base::fail(base::Code::forbidden, "port " + std::to_string(port) +
                                                 " is none of outbound.ports; outbound.allow can permit " +
                                                 std::string(host) + ":" + std::to_string(port));
  }
  return {};
}

}  // namespace veza::outbound
