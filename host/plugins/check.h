// `veza plugin check`: everything that can be said about a plugin without starting it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "plugins/manifest.h"

namespace veza::plugins {

struct CheckReport {
  std::optional<Manifest> manifest;   // when plugin.json is good
  std::vector<std::string> passed;    // what was looked at and is fine, a sentence each
  std::vector<std::string> problems;  // what keeps it from running, a sentence each
  bool good() const { return problems.empty(); }
};

// `path` is the plugin's folder, or a file in it. Loads the library, which runs its static initialisers but not its
// entry; a plugin may end the process even so, so call it where that does no harm.
CheckReport check_plugin(const std::string& path);

}  // namespace veza::plugins
