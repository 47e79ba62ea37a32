#include "app/settings.h"

namespace veza::app {

const std::vector<Setting>& settings_table() {
  static const std::vector<Setting> table{
      {"site.name", Kind::text, "Veza"},
      {"site.url", Kind::text, ""},
      {"site.registration", Kind::choice, "open", 0, 0, "open|closed"},
      {"data.dir", Kind::text, "var"},
      {"data.readers", Kind::integer, "4", 1, 64},
      {"http.listen", Kind::list, "127.0.0.1:8080"},
      {"http.reactors", Kind::integer, "0", 0, 64},
      {"http.workers", Kind::integer, "0", 0, 1024},
      {"http.max_connections", Kind::integer, "20000", 16, 1000000},
      {"http.max_connections_per_ip", Kind::integer, "1000", 0, 1000000},
      {"http.head_timeout_ms", Kind::integer, "10000", 100, 600000},
      {"http.body_idle_timeout_ms", Kind::integer, "30000", 100, 600000},
      {"http.keep_alive_ms", Kind::integer, "75000", 100, 3600000},
      {"http.write_idle_timeout_ms", Kind::integer, "60000", 100, 600000},
      {"http.drain_seconds", Kind::integer, "30", 0, 600},
      {"http.trusted_proxies", Kind::list, ""},
      {"http.hosts", Kind::list, ""},
      {"http.metrics_token", Kind::text, "", 0, 0, "", true},
      {"tls.listen", Kind::list, ""},
      {"tls.certificate", Kind::text, ""},
      {"tls.key", Kind::text, ""},
      {"limits.enabled", Kind::boolean, "true"},
      {"limits.user_per_minute", Kind::integer, "1000", 1, 10000000},
      {"limits.user_burst", Kind::integer, "100", 1, 10000000},
      {"limits.guest_per_minute", Kind::integer, "100", 1, 10000000},
      {"limits.guest_burst", Kind::integer, "20", 1, 10000000},
      {"limits.ip_per_second", Kind::integer, "100", 1, 10000000},
      {"limits.global_per_second", Kind::integer, "1000", 1, 10000000},
      {"log.level", Kind::choice, "info", 0, 0, "trace|debug|info|warn|error|off"},
      {"log.format", Kind::choice, "auto", 0, 0, "auto|json|human"},
      {"log.requests", Kind::choice, "all", 0, 0, "all|errors|off"},
      {"policy.enabled", Kind::boolean, "true"},
      {"policy.dir", Kind::text, ""},
      {"plugins.dir", Kind::text, ""},
      {"plugins.disabled", Kind::list, ""},
      {"plugins.stop_seconds", Kind::integer, "10", 1, 600},
  };
  return table;
}

}  // namespace veza::app
