// What this program is.
#pragma once
#include <string>

namespace veza::app {

std::string version();  // "0.1.0"

// `veza --version`: version, SDK ABI, and the plugins found. Returns the exit status.
int print_version();

}  // namespace veza::app
