#include "app/site_checks.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "app/listen.h"
#include "app/plugin_settings.h"
#include "app/site.h"
#include "app/site_address.h"
#include "app/site_backups.h"
#include "app/site_mail.h"
#include "app/way_out.h"
#include "base/text.h"
#include "http/client.h"
#include "http/cors.h"
#include "net/tls.h"
#include "plugins/discover.h"

namespace veza::app {
namespace {

using Faults = std::vector<std::string>;

void check_addresses(const Settings& settings, Faults& faults) {
  std::set<std::string> seen;
  for (const auto& [key, tls] : {std::pair("http.listen", false), std::pair("tls.listen", true)}) {
    for (const auto& text : settings.list(key)) {
      const auto address = parse_listen(text, tls);
      if (!address) {
        faults.push_back(address.error().message);
      } else if (address->port != 0 && !seen.insert(address->host + " " + std::to_string(address->port)).second) {
        faults.push_back(std::string(key) + " names " + text + " a second time; remove one of the two.");
      }
    }
  }
  if (settings.list("http.listen").empty() && settings.list("tls.listen").empty())
    faults.emplace_back("http.listen and tls.listen are both empty: nothing would listen.");
}

void check_tls(const Settings& settings, Faults& faults) {
  if (settings.list("tls.listen").empty()) return;
  for (const char* key : {"tls.certificate", "tls.key"}) {
    if (!settings.text(key).empty()) continue;
    faults.push_back(std::string("tls.listen needs ") + key + ": name the PEM file.");
    return;
  }
  if (auto loaded = net::TlsContext::load({settings.text("tls.certificate"), settings.text("tls.key")}); !loaded)
    faults.push_back("tls.certificate, tls.key: " + loaded.error().message);
}

bool is_host_name(const std::string& name) {
  return !name.empty() && name.size() <= 253 && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_' || c == '[' || c == ']' || c == ':';
  });
}

void check_names(const Settings& settings, Faults& faults) {
  if (auto way_out = make_way_out(settings, nullptr); !way_out) faults.push_back(way_out.error().message);
  if (auto proxies = http::TrustedProxies::parse(settings.list("http.trusted_proxies")); !proxies)
    faults.push_back("http.trusted_proxies: " + proxies.error().message);
  for (const auto& host : settings.list("http.hosts")) {
    if (!is_host_name(host)) faults.push_back("http.hosts: \"" + host + "\" is no host name.");
  }
  if (auto address = site_address(settings.text("site.url")); !address) faults.push_back(address.error().message);
  for (const auto& origin : settings.list("http.cors_origins")) {
    if (auto status = http::check_origin(origin); !status)
      faults.push_back("http.cors_origins: " + status.error().message + ".");
  }
}

void check_plugins(const Settings& settings, const Layout& layout, Faults& faults) {
  const auto found = plugins::discover(plugin_folder(settings, layout));
  if (!found) {
    faults.push_back("plugins.dir: " + found.error().message);
    return;
  }
  std::vector<std::string> ids;
  for (const auto& plugin : *found) ids.push_back(plugin.id);
  for (const auto& id : settings.list("plugins.disabled")) {
    if (std::find(ids.begin(), ids.end(), id) != ids.end()) continue;
    const std::string near = base::nearest(id, ids);
    faults.push_back("plugins.disabled: there is no plugin " + id + ". " +
                     (near.empty() ? "`veza plugin list` names those there are." : "Did you mean " + near + "?"));
  }
  for (auto& fault : plugin_settings_faults(settings, layout)) faults.push_back(std::move(fault));
}

}  // namespace

std::vector<std::string> site_faults(const Settings& settings, const Layout& layout) {
  Faults faults;
  if (settings.text("data.dir").empty()) faults.emplace_back("data.dir is empty: name the site's folder.");
  check_addresses(settings, faults);
  check_tls(settings, faults);
  check_names(settings, faults);
  check_plugins(settings, layout, faults);
  if (auto sound = check_mail(settings); !sound) faults.push_back(sound.error().message);
  if (auto sound = check_repository(settings, settings.text("data.dir"), settings.text("backup.url")); !sound)
    faults.push_back(sound.error().message);
  return faults;
}

}  // namespace veza::app
