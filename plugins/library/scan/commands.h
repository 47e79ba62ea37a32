// `veza library scan`. See plugin.json for its options.
#pragma once
#include "services.h"

namespace veza::library::scan {

void add_scan_command(Services& services);  // [control]

// The id of the user of that name. Throws Error(VEZA_E_NOT_FOUND) with a sentence.
std::string owner_named(const Services& services, const std::string& name);

}  // namespace veza::library::scan
