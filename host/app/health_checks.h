// The checks behind /api/v1/health and /health/deep.
#pragma once
#include "app/stores.h"
#include "jobs/queue.h"
#include "kv/store.h"
#include "observe/health.h"
#include "plugins/plugin_host.h"

namespace veza::app {

struct HealthParts {
  Stores& stores;
  kv::Store& kv;
  plugins::PluginHost& plugins;
  const Settings& settings;
};

// Registers database, blobs, kv, disk and plugins. The parts outlive the checks.
base::Status add_health_checks(observe::HealthChecks& checks, const HealthParts& parts);

}  // namespace veza::app
