// A plugin's shared object: loaded with every symbol resolved (RTLD_NOW), none of its own visible to others
// (RTLD_LOCAL), and never unloaded (RTLD_NODELETE), because threads and callbacks may point into its code for ever.
#pragma once
#include <string>

#include "base/error.h"
#include "veza/abi/plugin.h"

namespace veza::plugins {

// Loads <file> and finds its entry. Errors (unsupported): a sentence without a subject: "its library … cannot be
// loaded: <the linker's words>", "its library … has no veza_plugin_entry_v1".
base::Result<veza_plugin_entry_fn> load_library(const std::string& file);

}  // namespace veza::plugins
