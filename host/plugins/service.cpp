#include "plugins/service.h"

#include "veza/abi/accounts.h"
#include "veza/abi/audit.h"
#include "veza/abi/blobs.h"
#include "veza/abi/cli.h"
#include "veza/abi/config.h"
#include "veza/abi/db.h"
#include "veza/abi/events.h"
#include "veza/abi/http.h"
#include "veza/abi/identity.h"
#include "veza/abi/jobs.h"
#include "veza/abi/kv.h"
#include "veza/abi/log.h"
#include "veza/abi/mail.h"
#include "veza/abi/metrics.h"
#include "veza/abi/outbound.h"
#include "veza/abi/policy.h"
#include "veza/abi/privacy.h"
#include "veza/abi/secrets.h"
#include "veza/abi/ws.h"

namespace veza::plugins {

const std::vector<std::string>& host_service_ids() {
  static const std::vector<std::string> ids = {VEZA_LOG_V1,      VEZA_CONFIG_V1,  VEZA_HTTP_V1,     VEZA_WS_V1,
                                               VEZA_DB_V1,       VEZA_KV_V1,      VEZA_BLOBS_V1,    VEZA_EVENTS_V1,
                                               VEZA_JOBS_V1,     VEZA_POLICY_V1,  VEZA_IDENTITY_V1, VEZA_METRICS_V1,
                                               VEZA_OUTBOUND_V1, VEZA_MAIL_V1,    VEZA_SECRETS_V1,  VEZA_AUDIT_V1,
                                               VEZA_ACCOUNTS_V1, VEZA_PRIVACY_V1, VEZA_CLI_V1};
  return ids;
}

std::vector<std::unique_ptr<Service>> make_services(PluginContext& plugin, const Services& services) {
  std::vector<std::unique_ptr<Service>> all;
  // In the order of the sweep: what calls the plugin goes first, what it counts with goes last.
  all.push_back(make_http_service(plugin, services));
  all.push_back(make_ws_service(plugin, services));
  all.push_back(make_events_service(plugin, services));
  all.push_back(make_jobs_service(plugin, services));
  if (services.identity) all.push_back(make_accounts_service(plugin, services));
  all.push_back(make_policy_service(plugin, services));
  all.push_back(make_identity_service(plugin, services));
  if (services.outbound) all.push_back(make_outbound_service(plugin, services));
  all.push_back(make_mail_service(plugin, services));
  if (services.privacy) all.push_back(make_privacy_service(plugin, services));
  if (services.audit) all.push_back(make_audit_service(plugin, services));
  if (services.seal) all.push_back(make_secrets_service(plugin, services));
  all.push_back(make_cli_service(plugin, services));
  all.push_back(make_blobs_service(plugin, services));
  all.push_back(make_kv_service(plugin, services));
  all.push_back(make_db_service(plugin, services.db));
  all.push_back(make_metrics_service(plugin, services));
  all.push_back(make_config_service(plugin));
  all.push_back(make_log_service(plugin));
  return all;
}

}  // namespace veza::plugins
