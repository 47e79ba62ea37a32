#include "plugins/library.h"

#include <dlfcn.h>

#include <boost/dll/shared_library.hpp>

namespace veza::plugins {

base::Result<veza_plugin_entry_fn> load_library(const std::string& file) {
  namespace dll = boost::dll;
  try {
    // Boost has no name for RTLD_NODELETE; it hands the bits on to dlopen(3) as they are.
    const auto mode = dll::load_mode::rtld_now | dll::load_mode::rtld_local;
    const dll::shared_library library(file, static_cast<dll::load_mode::type>(mode | RTLD_NODELETE));
    if (!library.has(VEZA_PLUGIN_ENTRY)) {
      return base::fail(base::Code::unsupported,
                        "its library " + file + " has no " VEZA_PLUGIN_ENTRY "; export it with VEZA_PLUGIN(YourClass)");
    }
    return &library.get<veza_status(const veza_host*, veza_plugin*)>(VEZA_PLUGIN_ENTRY);
  } catch (const std::exception& error) {
    return base::fail(base::Code::unsupported, "its library " + file + " cannot be loaded: " + error.what());
  }
}

}  // namespace veza::plugins
