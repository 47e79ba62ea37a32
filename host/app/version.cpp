#include "app/version.h"

#include <iostream>

#include "app/command.h"
#include "app/layout.h"
#include "plugins/discover.h"
#include "veza/abi/base.h"

namespace veza::app {

std::string version() { return VEZA_VERSION; }

int print_version() {
  std::cout << "veza " << version() << "\nplugin SDK " << VEZA_ABI_MAJOR << "." << VEZA_ABI_MINOR << "\n";
  const auto found = plugins::discover(find_layout().plugins);
  if (!found) return complain(found.error().message);
  for (const auto& plugin : *found) {
    std::cout << plugin.id << " "
              << (plugin.manifest ? plugin.manifest->version : "(" + plugin.manifest.error().message + ")") << "\n";
  }
  return exit_ok;
}

}  // namespace veza::app
