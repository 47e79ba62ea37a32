#include "outbound/target.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

#include "base/text.h"

namespace veza::outbound {
namespace {

constexpr size_t longest_url = 8192;

using Url = std::unique_ptr<CURLU, void (*)(CURLU*)>;

auto invalid(std::string_view what) { return base::fail(base::Code::invalid, "the address " + std::string(what)); }

bool printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > 0x20 && c < 0x7f && c != '\\'; });
}

std::optional<std::string> part(CURLU* url, CURLUPart what, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, what, &text, flags) != CURLUE_OK) return std::nullopt;
  std::string copy(text);
  curl_free(text);
  return copy;
}

// Whether other programs would take the name for a number (URL Standard, "ends in a number").
bool ends_in_number(std::string_view host) {
  const auto last = host.substr(host.rfind('.') + 1);
  if (last.find_first_not_of("0123456789") == last.npos) return true;
  return last.starts_with("0x") && last.find_first_not_of("0123456789abcdef", 2) == last.npos;
}

bool is_name(std::string_view host) {
  if (host.empty() || host.size() > 253) return false;
  if (host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-_") != host.npos) return false;
  const auto labels = base::split(host, '.');
  return std::all_of(labels.begin(), labels.end(), [](auto label) { return !label.empty() && label.size() <= 63; });
}

}  // namespace

std::string Target::authority() const {
  return (literal && literal->v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::string Target::origin() const { return (tls ? "https://" : "http://") + authority(); }

base::Result<Target> parse_target(std::string_view text) {
  if (text.size() > longest_url) return invalid("is longer than 8 KiB");
  if (!printable(text)) return invalid("has characters that must be percent-encoded");
  Target target;
  const auto colon = text.find("://");
  const std::string scheme = base::lower_ascii(text.substr(0, colon));
  if (colon == text.npos || (scheme != "http" && scheme != "https"))
    return invalid("must begin with https:// or http://");
  target.tls = scheme == "https";

  // The authority as written, so that what libcurl would mend is refused.
  const auto rest = text.substr(colon + 3);
  auto authority = rest.substr(0, rest.find_first_of("/?#"));
  if (authority.find('@') != authority.npos) return invalid("must not carry a user name or password");
  std::string_view port;
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    if (end == authority.npos) return invalid("has an IPv6 address without its closing bracket");
    target.literal = parse_address(authority.substr(1, end - 1));
    if (!target.literal || !target.literal->v6) return invalid("has something in brackets that is no IPv6 address");
    target.host = target.literal->text();
    port = authority.substr(end + 1);
    if (!port.empty() && port.front() != ':') return invalid("has something behind its IPv6 address");
  } else {
    const auto at = authority.find(':');
    target.host = base::lower_ascii(authority.substr(0, at));
    port = at == authority.npos ? std::string_view() : authority.substr(at);
    if (!is_name(target.host)) return invalid("has no host name (letters, digits, hyphens, dots)");
    if (ends_in_number(target.host)) {
      target.literal = parse_address(target.host);
      if (!target.literal) return invalid("has a number for a host; write an IPv4 address as 192.0.2.1");
    }
  }
  if (port.empty()) {
    target.port = target.tls ? 443 : 80;
  } else {
    const auto digits = port.substr(1);
    const auto number = base::to_int(digits);
    if (digits.find_first_not_of("0123456789") != digits.npos || !number || *number < 1 || *number > 65535) {
      return invalid("has a port that is none (1 to 65535)");
    }
    target.port = static_cast<uint16_t>(*number);
  }

  const Url url(curl_url(), &curl_url_cleanup);
  if (!url || curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), 0) != CURLUE_OK) {
    return invalid("cannot be read");
  }
  curl_url_set(url.get(), CURLUPART_FRAGMENT, nullptr, 0);
  const auto host = part(url.get(), CURLUPART_HOST);
  const auto real_port = part(url.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  const auto whole = part(url.get(), CURLUPART_URL);
  const std::string written = target.literal && target.literal->v6 ? "[" + target.host + "]" : target.host;
  // Two readings of one URL are how a check is passed and another place reached.
  if (!host || !real_port || !whole || base::lower_ascii(*host) != written ||
      *real_port != std::to_string(target.port)) {
    return invalid("can be read in two ways");
  }
  target.url = *whole;
  return target;
}

base::Result<Target> resolve_location(const Target& from, std::string_view location) {
  if (location.empty() || location.size() > longest_url || !printable(location)) {
    return invalid("it redirects to cannot be read");
  }
  const Url url(curl_url(), &curl_url_cleanup);
  if (!url || curl_url_set(url.get(), CURLUPART_URL, from.url.c_str(), 0) != CURLUE_OK ||
      curl_url_set(url.get(), CURLUPART_URL, std::string(location).c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK) {
    return invalid("it redirects to cannot be read");
  }
  const auto whole = part(url.get(), CURLUPART_URL);
  if (!whole) return invalid("it redirects to cannot be read");
  return parse_target(*whole);
}

}  // namespace veza::outbound
