#include "app/plugin_settings.h"

#include <algorithm>

#include "app/site.h"
#include "base/text.h"
#include "plugins/discover.h"
#include "plugins/settings_schema.h"

namespace veza::app {

base::Status check_plugin_settings(const Settings& settings, const Layout& layout) {
  if (settings.plugins().empty()) return {};
  const auto found = plugins::discover(plugin_folder(settings, layout));
  if (!found) return tl::unexpected(found.error());
  std::vector<std::string> ids;
  for (const auto& plugin : *found) ids.push_back(plugin.id);
  for (const auto& [id, values] : settings.plugins()) {
    const auto plugin = std::find_if(found->begin(), found->end(), [&](const auto& each) { return each.id == id; });
    if (plugin == found->end()) {
      const std::string near = base::nearest(id, ids);
      return base::fail(base::Code::invalid, "There are settings for plugin." + id + ", but no such plugin. " +
                                                 (near.empty() ? "`veza plugin list` names those there are."
                                                               : "Did you mean plugin." + near + "?"));
    }
    if (!plugin->manifest) continue;
    if (const auto resolved = plugins::resolve_settings(plugin->manifest->config, values); !resolved)
      return base::fail_while("reading the settings plugin." + id, resolved.error());
  }
  return {};
}

}  // namespace veza::app
