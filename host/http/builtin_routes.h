// The host's own routes: GET /health, /api/v1/health, /health/deep, /metrics, /api/v1/openapi.json, /api/docs,
// /api/v1/site.
#pragma once
#include <functional>
#include <string>

#include "base/json.h"
#include "http/openapi.h"
#include "http/router.h"
#include "observe/health.h"
#include "observe/metrics.h"

namespace veza::http {

struct BuiltinParts {
  observe::HealthChecks& health;  // all outlive the router's use of them
  observe::Metrics& metrics;
  OpenApi& openapi;
  // {name, setup_required, registration_open, mail_configured, upload_limit_bytes, version}. [worker]
  std::function<base::Json()> site = {};
  std::string version = {};  // shown by /health
  // /metrics is open to loopback peers that are no proxy, to holders of system:config, and to whoever sends this as a
  // bearer token (empty: nobody).
  std::string metrics_token = {};
};

base::Status add_builtin_routes(Router& router, const BuiltinParts& parts);

}  // namespace veza::http
