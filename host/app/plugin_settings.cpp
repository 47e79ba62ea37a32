#include "app/plugin_settings.h"

#include <algorithm>

#include "app/site.h"
#include "base/text.h"
#include "plugins/discover.h"
#include "plugins/settings_schema.h"

namespace veza::app {

namespace {

base::Status check_one(const std::string& id, const base::Json& values, const std::vector<plugins::Found>& found) {
  const auto plugin = std::find_if(found.begin(), found.end(), [&](const auto& each) { return each.id == id; });
  if (plugin == found.end()) {
    std::vector<std::string> ids;
    for (const auto& each : found) ids.push_back(each.id);
    const std::string near = base::nearest(id, ids);
    return base::fail(base::Code::invalid, "There are settings for plugin." + id + ", but no such plugin. " +
                                               (near.empty() ? "`veza plugin list` names those there are."
                                                             : "Did you mean plugin." + near + "?"));
  }
  if (!plugin->manifest) return {};
  if (const auto resolved = plugins::resolve_settings(plugin->manifest->config, values); !resolved)
    return base::fail_while("reading the settings plugin." + id, resolved.error());
  return {};
}

}  // namespace

std::vector<std::string> plugin_settings_faults(const Settings& settings, const Layout& layout) {
  if (settings.plugins().empty()) return {};
  const auto found = plugins::discover(plugin_folder(settings, layout));
  if (!found) return {found.error().message};
  std::vector<std::string> faults;
  for (const auto& [id, values] : settings.plugins()) {
    if (auto status = check_one(id, values, *found); !status) faults.push_back(status.error().message);
  }
  return faults;
}

}  // namespace veza::app
