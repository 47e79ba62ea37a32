// What can be wrong with settings beyond each one's own form: found without starting anything.
#pragma once
#include <string>
#include <vector>

#include "app/layout.h"
#include "app/settings.h"

namespace veza::app {

// Every fault, a sentence each that names the setting and what to do; empty when a site can start with them. Reads
// certificate, key and manifests; connects nowhere.
std::vector<std::string> site_faults(const Settings& settings, const Layout& layout);

}  // namespace veza::app
