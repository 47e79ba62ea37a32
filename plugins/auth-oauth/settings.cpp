#include "settings.h"

#include <algorithm>

namespace veza::oauth {
namespace {

bool is_header_name(std::string_view name) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !name.empty() && name.size() <= 100 && std::all_of(name.begin(), name.end(), [&](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || marks.find(c) != marks.npos;
  });
}

ProxySettings read_proxy(const Json& settings, std::vector<std::string>& faults) {
  ProxySettings proxy;
  proxy.header = settings.value("proxy_header", "");
  if (proxy.header.empty()) return proxy;
  const auto off = [&](const std::string& why) {
    faults.push_back("sign-in by a proxy's header is off: " + why);
    return ProxySettings{};
  };
  if (!is_header_name(proxy.header)) return off("proxy_header is no name of a header");
  for (const auto& each : settings.value("proxy_networks", Json::array())) {
    const auto network = each.is_string() ? parse_network(each.get_ref<const std::string&>()) : std::nullopt;
    if (!network) return off("proxy_networks holds what is no address and no network such as 10.0.0.0/8");
    proxy.networks.push_back(*network);
  }
  if (proxy.networks.empty()) return off("proxy_networks is empty, so anybody could send the header");
  return proxy;
}

}  // namespace

Settings read_settings(const Json& settings, ReadFile read_file) {
  Settings out;
  for (const auto& entry : settings.value("providers", Json::array())) {
    auto parsed = parse_provider(entry, read_file);
    if (auto* problem = std::get_if<std::string>(&parsed)) {
      out.faults.push_back(std::move(*problem));
      continue;
    }
    auto& provider = std::get<Provider>(parsed);
    const bool twice = std::any_of(out.providers.begin(), out.providers.end(),
                                   [&](const Provider& each) { return each.id == provider.id; });
    if (twice) {
      out.faults.push_back("the provider \"" + provider.id + "\" stands there twice; the first counts");
    } else {
      out.providers.push_back(std::move(provider));
    }
  }
  out.proxy = read_proxy(settings, out.faults);
  return out;
}

}  // namespace veza::oauth
