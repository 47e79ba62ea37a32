#include "http/client.h"

#include <arpa/inet.h>

#include <cstring>

#include "base/text.h"

namespace veza::http {
namespace {

constexpr std::array<unsigned char, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool is_mapped(const Address& address) {
  return std::equal(mapped_prefix.begin(), mapped_prefix.end(), address.begin());
}

std::optional<Address> parse_plain(std::string_view text) {
  char copy[INET6_ADDRSTRLEN];
  if (text.empty() || text.size() >= sizeof copy) return std::nullopt;
  std::memcpy(copy, text.data(), text.size());
  copy[text.size()] = '\0';
  Address address{};
  if (text.find(':') != std::string_view::npos) {
    if (inet_pton(AF_INET6, copy, address.data()) != 1) return std::nullopt;
    return address;
  }
  std::copy(mapped_prefix.begin(), mapped_prefix.end(), address.begin());
  if (inet_pton(AF_INET, copy, address.data() + 12) != 1) return std::nullopt;
  return address;
}

bool is_port(std::string_view text) {
  const auto value = base::to_int(text);
  return value && *value >= 0 && *value <= 65535 && text.front() != '-';
}

// Whether the text is host[:port] without anything that could confuse a link or a log.
bool is_authority(std::string_view text) {
  if (text.empty() || text.size() > 255) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '_' || c == ':' || c == '[' || c == ']';
  });
}

// What the nearest proxy said: the last item of the last field of that name. One before it may be the client's own.
std::string_view last_item(const net::Request& request, const std::string& name) {
  std::string_view list;
  for (auto field = request.headers.find(name);
       field != request.headers.end() && base::equal_no_case(field->first, name); ++field)
    list = field->second;
  const auto comma = list.rfind(',');
  return base::trim(comma == std::string_view::npos ? list : list.substr(comma + 1));
}

// Every X-Forwarded-For entry, the client's side first.
std::vector<std::string_view> forwarded_for(const net::Request& request) {
  std::vector<std::string_view> entries;
  for (auto field = request.headers.find("X-Forwarded-For");
       field != request.headers.end() && base::equal_no_case(field->first, "X-Forwarded-For"); ++field) {
    for (const std::string_view entry : base::split(field->second, ',')) entries.push_back(base::trim(entry));
  }
  return entries;
}

// The nearest address that is no trusted proxy; behind proxies only, the farthest of them.
Address origin_of(const net::Request& request, const TrustedProxies& proxies, Address nearest) {
  const auto entries = forwarded_for(request);
  for (auto entry = entries.rbegin(); entry != entries.rend() && proxies.contains(nearest); ++entry) {
    const auto address = parse_address(*entry);
    if (!address) break;
    nearest = *address;
  }
  return nearest;
}

}  // namespace

std::optional<Address> parse_address(std::string_view text) {
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos || text.find(':') > end) return std::nullopt;
    const std::string_view after = text.substr(end + 1);
    if (!after.empty() && !(after.starts_with(':') && after.size() > 1 && is_port(after.substr(1))))
      return std::nullopt;
    return parse_plain(text.substr(1, end - 1));
  }
  const auto colon = text.find(':');
  if (colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos) {
    const std::string_view port = text.substr(colon + 1);
    if (port.empty() || !is_port(port)) return std::nullopt;
    text = text.substr(0, colon);
  }
  return parse_plain(text);
}

std::string to_text(const Address& address) {
  char text[INET6_ADDRSTRLEN];
  if (is_mapped(address)) return inet_ntop(AF_INET, address.data() + 12, text, sizeof text);
  return inet_ntop(AF_INET6, address.data(), text, sizeof text);
}

bool is_loopback(const Address& address) {
  if (is_mapped(address)) return address[12] == 127;
  return std::all_of(address.begin(), address.end() - 1, [](unsigned char byte) { return byte == 0; }) &&
         address[15] == 1;
}

base::Result<TrustedProxies> TrustedProxies::parse(const std::vector<std::string>& entries) {
  TrustedProxies proxies;
  for (const std::string& entry : entries) {
    const auto slash = entry.find('/');
    const auto address = parse_plain(std::string_view(entry).substr(0, slash));
    const bool v4 = address && is_mapped(*address) && entry.find(':') == std::string::npos;
    const int64_t most = v4 ? 32 : 128;
    const auto bits =
        slash == std::string::npos ? std::optional(most) : base::to_int(std::string_view(entry).substr(slash + 1));
    if (!address || !bits || *bits < 0 || *bits > most) {
      return base::fail(
          base::Code::invalid,
          "the trusted proxy \"" + entry + "\" is no address or network; write 192.0.2.1, 10.0.0.0/8 or fd00::/8");
    }
    proxies.networks_.push_back({*address, static_cast<unsigned>(*bits + (v4 ? 96 : 0))});
  }
  return proxies;
}

bool TrustedProxies::contains(const Address& address) const {
  return std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
    const unsigned whole = network.bits / 8;
    if (!std::equal(address.begin(), address.begin() + whole, network.address.begin())) return false;
    const unsigned rest = network.bits % 8;
    if (rest == 0) return true;
    const auto mask = static_cast<unsigned char>(0xff << (8 - rest));
    return (address[whole] & mask) == (network.address[whole] & mask);
  });
}

Client client_of(const net::Request& request, const TrustedProxies& proxies) {
  Client client;
  client.https = request.tls;
  client.host = request.header("Host");
  client.forwarded = request.has_header("X-Forwarded-For") || request.has_header("Forwarded");
  if (!proxies.empty()) {
    const auto peer = parse_address(request.peer.address);
    if (peer && proxies.contains(*peer)) {
      client.ip = to_text(origin_of(request, proxies, *peer));
      const std::string_view proto = last_item(request, "X-Forwarded-Proto");
      if (!proto.empty()) client.https = base::equal_no_case(proto, "https");
      const std::string_view host = last_item(request, "X-Forwarded-Host");
      if (is_authority(host)) client.host = host;
    }
  }
  if (client.ip.empty()) client.ip = request.peer.address;
  if (client.host.empty()) client.host = "localhost";
  return client;
}

std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

bool is_foreign(const net::Request& request, std::string_view host, bool https) {
  const std::string_view origin = request.header("Origin");
  if (origin.empty()) return base::equal_no_case(request.header("Sec-Fetch-Site"), "cross-site");
  const auto scheme_end = origin.find("://");
  if (scheme_end == std::string_view::npos) return true;
  // A proxy that is not trusted may have ended TLS unseen, so the other way round says nothing.
  if (https && !base::equal_no_case(origin.substr(0, scheme_end), "https")) return true;
  return !base::equal_no_case(origin.substr(scheme_end + 3), host);
}

}  // namespace veza::http
