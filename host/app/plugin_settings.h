// The settings plugin.<id>.… held against what the installed plugins say they take.
#pragma once
#include "app/layout.h"
#include "app/settings.h"
#include "base/error.h"

namespace veza::app {

// Reads the manifests, runs nothing. Errors (invalid): one sentence naming plugin, key and what would be right, also
// for a plugin that is not installed. A plugin whose manifest is wrong is left to the start, which says so.
base::Status check_plugin_settings(const Settings& settings, const Layout& layout);
// Every such fault, a sentence each; empty when there is none.
std::vector<std::string> plugin_settings_faults(const Settings& settings, const Layout& layout);

}  // namespace veza::app
