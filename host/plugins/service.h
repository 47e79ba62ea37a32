// A service of the host as one plugin sees it: a C table in front of a floor.
#pragma once
#include <memory>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "plugins/plugin_context.h"
#include "plugins/services.h"

namespace veza::plugins {

// Lives as long as the plugin. Every registration carries the plugin's id, so sweep() finds what the plugin left.
class Service {
 public:
  virtual ~Service() = default;
  virtual std::string_view id() const = 0;  // "veza.http/1"
  virtual const void* table() const = 0;
  // After start returned: registrations that must not be called before (jobs, events) go live. [control]
  virtual base::Status go_live() { return {}; }
  // Takes every registration back and waits for calls under way; false when some still ran at the deadline. Twice is
  // harmless. [the thread that stops plugins]
  virtual bool sweep(int64_t deadline_ms) {
    (void)deadline_ms;
    return true;
  }
};

std::unique_ptr<Service> make_log_service(PluginContext& plugin);
std::unique_ptr<Service> make_config_service(PluginContext& plugin);
std::unique_ptr<Service> make_http_service(PluginContext& plugin, const Services& services);
std::unique_ptr<Service> make_ws_service(PluginContext& plugin, const Services& services);
std::unique_ptr<Service> make_db_service(PluginContext& plugin, data::Database& db);
std::unique_ptr<Service> make_kv_service(PluginContext& plugin, const Services& services);
std::unique_ptr<Service> make_blobs_service(PluginContext& plugin, const Services& services);
std::unique_ptr<Service> make_events_service(PluginContext& plugin, const Services& services);
std::unique_ptr<Service> make_jobs_service(PluginContext& plugin, const Services& services);
std::unique_ptr<Service> make_identity_service(PluginContext& plugin, const Services& services);
std::unique_ptr<Service> make_mail_service(PluginContext& plugin, const Services& services);
std::unique_ptr<Service> make_accounts_service(PluginContext& plugin, const Services& services);
std::unique_ptr<Service> make_policy_service(PluginContext& plugin, const Services& services);
std::unique_ptr<Service> make_outbound_service(PluginContext& plugin, const Services& services);
std::unique_ptr<Service> make_secrets_service(PluginContext& plugin, const Services& services);
std::unique_ptr<Service> make_privacy_service(PluginContext& plugin, const Services& services);
std::unique_ptr<Service> make_audit_service(PluginContext& plugin, const Services& services);
std::unique_ptr<Service> make_cli_service(PluginContext& plugin, const Services& services);
std::unique_ptr<Service> make_metrics_service(PluginContext& plugin, const Services& services);

// The ids of all of them.
const std::vector<std::string>& host_service_ids();

// All of them, for one plugin.
std::vector<std::unique_ptr<Service>> make_services(PluginContext& plugin, const Services& services);

}  // namespace veza::plugins
