// Where the program finds what comes with it. A build tree and an installed one have the same shape: beside bin/veza
// stand lib/veza/plugins, lib/veza/libexec and share/veza.
#pragma once
#include <string>

namespace veza::app {

struct Layout {
  std::string prefix;   // /usr, or build/release
  std::string plugins;  // shared objects, one folder a plugin
  std::string libexec;  // helper programs
  std::string share;    // openapi fragments, lua/, template/
};

// From the place of the running program (/proc/self/exe).
Layout find_layout();

}  // namespace veza::app
