// The checks behind /api/v1/health and /health/deep.
#pragma once
#include <atomic>

#include "app/stores.h"
#include "jobs/queue.h"
#include "kv/store.h"
#include "observe/health.h"
#include "plugins/plugin_host.h"

namespace veza::app {

struct HealthParts {
  Stores& stores;
  plugins::PluginHost& plugins;
  const Settings& settings;
  const std::atomic<bool>& stopping;  // from then on the server is not ready
};

// Registers serving, database, blobs, cache, disk and plugins. The parts outlive the checks.
base::Status add_health_checks(observe::HealthChecks& checks, const HealthParts& parts);

}  // namespace veza::app
