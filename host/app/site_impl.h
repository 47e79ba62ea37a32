// What a site is made of: for the files that make it, site.cpp and site_*.cpp.
#pragma once
#include <atomic>

#include "app/housekeeping.h"
#include "app/log_metrics.h"
#include "app/site.h"
#include "app/site_address.h"
#include "app/site_backups.h"
#include "app/site_mail.h"
#include "app/stores.h"
#include "app/version.h"
#include "app/way_out.h"
#include "app/work_metrics.h"
#include "base/file.h"
#include "events/outbox.h"
#include "http/pipeline.h"
#include "http/ws_gateway.h"
#include "http/ws_relay.h"
#include "identity/identity.h"
#include "jobs/queue.h"
#include "net/server.h"
#include "observe/audit_chain.h"
#include "observe/health.h"
#include "observe/metrics.h"
#include "policy/engine.h"
#include "policy/watcher.h"
#include "privacy/privacy.h"

namespace veza::app {

// Members are in the order they are made: each may use those above it, and is gone before they are.
struct Site::Impl {
  Impl(const Settings& site_settings, const Layout& site_layout, const base::Log& site_log, Stores&& opened,
       std::string host)
      : settings(site_settings),
        place(site_address(settings.text("site.url")).value_or(SiteAddress{})),
        layout(site_layout),
        log(site_log),
        stores(std::move(opened)),
        node(std::move(host)) {}

  Settings settings;
  SiteAddress place;
  Layout layout;
  base::Log log;
  Stores stores;
  std::string node;
  base::Fd lock;
  std::atomic<bool> stopping{false};
  observe::Metrics metrics;
  std::shared_ptr<LogMetrics> log_metrics;
  observe::HealthChecks health;
  events::Outbox outbox{*stores.db, {.node = node, .single_node = !stores.shared}, log.named("events")};
  jobs::Queue queue{*stores.db, {.node = node, .single_node = !stores.shared}, log.named("jobs")};
  std::shared_ptr<WorkMetrics> work_metrics = std::make_shared<WorkMetrics>(queue, outbox);
  std::unique_ptr<outbound::Client> way_out;
  std::unique_ptr<SiteMail> mail;
  std::unique_ptr<base::Seal> seal;
  observe::Audit audit;
  std::unique_ptr<observe::AuditChain> audit_chain;
  std::unique_ptr<privacy::Privacy> privacy;
  std::unique_ptr<identity::Identity> identity;
  std::unique_ptr<policy::Engine> policy;
  std::unique_ptr<policy::Watcher> watcher;
  http::Router router;
  http::OpenApi openapi{{settings.text("site.name"), version(), place.base_path}};
  http::WsGateway gateway{{}, log.named("ws"), &metrics};
  std::unique_ptr<http::WsRelay> relay;
  std::unique_ptr<http::Pipeline> pipeline;
  std::unique_ptr<plugins::PluginHost> plugin_host;
  std::unique_ptr<SiteBackups> backups;
  std::unique_ptr<net::Server> server;
  std::unique_ptr<Housekeeping> housekeeping;

  base::Status migrate();
  base::Status make_mail();
  base::Status make_seal();
  base::Status make_privacy();
  base::Status make_identity();
  base::Status make_outbound();
  base::Status make_policy();
  base::Status make_http();
  base::Result<net::ServerConfig> server_config() const;
  plugins::PluginHostConfig plugin_config() const;
  plugins::Services plugin_services();
  base::Status load_plugins();
  base::Status load_policy();
  void reload_policy();
  base::Status start_work();
  base::Json site_facts();
  std::string local_url() const;
  std::string url() const;
  // Whether clients get blobs from the store itself.
  bool redirects_blobs() const {
    return !settings.text("blobs.url").empty() && settings.text("blobs.serve") == "redirect";
  }
};

}  // namespace veza::app
