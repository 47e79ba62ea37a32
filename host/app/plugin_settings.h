// The settings plugin.<id>.… held against what the installed plugins say they take.
#pragma once
#include "app/layout.h"
#include "app/settings.h"
#include "base/error.h"

namespace veza::app {

// Every fault, one sentence each naming plugin, key and what would be right, also for a plugin that is not installed.
// Reads the manifests, runs nothing. A plugin whose manifest is wrong is left to the start, which says so.
std::vector<std::string> plugin_settings_faults(const Settings& settings, const Layout& layout);

}  // namespace veza::app
