// The site's way out (outbound.*), as the settings say.
#pragma once
#include <memory>

#include "app/settings.h"
#include "outbound/client.h"

namespace veza::observe {
class Metrics;
}

namespace veza::app {

// Nothing is opened. Errors (invalid) name the setting. `metrics` null: it is only checked, or a command's.
base::Result<std::unique_ptr<outbound::Client>> make_way_out(const Settings& settings, observe::Metrics* metrics);

}  // namespace veza::app
