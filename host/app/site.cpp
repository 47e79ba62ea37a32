#include "app/site.h"

#include <thread>

#include "app/listen.h"
#include "app/site_checks.h"
#include "app/site_impl.h"
#include "backup/restore.h"
#include "plugins/migrations.h"

namespace veza::app {

std::string plugin_folder(const Settings& settings, const Layout& layout) {
  return settings.text("plugins.dir").empty() ? layout.plugins : settings.text("plugins.dir");
}

std::string policy_folder(const Settings& settings, const Layout& layout) {
  return settings.text("policy.dir").empty() ? layout.share + "/lua" : settings.text("policy.dir");
}

base::Result<std::vector<data::Component>> all_migrations(const Settings& settings, data::Dialect dialect) {
  auto components = host_migrations(dialect);
  auto plugins = plugins::plugin_migrations(plugin_folder(settings, find_layout()), dialect);
  if (!plugins) return tl::unexpected(plugins.error());
  std::move(plugins->begin(), plugins->end(), std::back_inserter(components));
  return components;
}

base::Status Site::Impl::migrate() {
  auto done = data::migrate(*stores.db, host_migrations(stores.db->dialect()));
  if (!done) return base::fail_while("bringing the database up to date", done.error());
  audit_chain = std::make_unique<observe::AuditChain>(*stores.db, audit, log.named("audit"));
  return {};
}

Site::Site(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Site::~Site() = default;

base::Result<std::unique_ptr<Site>> Site::open(const Settings& settings, const Layout& layout, const base::Log& log) {
  // Before anything is made, so that a typing error costs nothing.
  if (const auto faults = site_faults(settings, layout); !faults.empty())
    return base::fail(base::Code::invalid, faults.front());
  auto dir = open_data_dir(settings.text("data.dir"));
  if (!dir) return tl::unexpected(dir.error());
  auto lock = lock_data_dir(*dir);
  if (!lock) return tl::unexpected(lock.error());
  if (const auto name = backup::unfinished_restore(dir->root)) {
    return base::fail(base::Code::conflict, "the restore of the backup " + *name + " into " + dir->root +
                                                " was cut short: finish it with `veza backup restore " + *name +
                                                "` before a server starts");
  }
  empty_work_folders(*dir);
  auto node = node_id(*dir);
  if (!node) return tl::unexpected(node.error());
  auto stores = open_stores(settings, log);
  if (!stores) return tl::unexpected(stores.error());
  auto impl = std::make_unique<Impl>(settings, layout, log, std::move(*stores), std::move(*node));
  impl->lock = std::move(*lock);
  for (const auto step : {&Impl::migrate, &Impl::make_seal, &Impl::make_outbound, &Impl::make_mail, &Impl::make_privacy,
                          &Impl::make_identity, &Impl::make_policy, &Impl::make_http, &Impl::load_plugins,
                          &Impl::load_policy, &Impl::start_work}) {
    if (auto status = (impl.get()->*step)(); !status) return tl::unexpected(status.error());
  }
  return std::unique_ptr<Site>(new Site(std::move(impl)));
}

base::Status Site::listen() {
  auto config = impl_->server_config();
  if (!config) return tl::unexpected(config.error());
  net::Hooks hooks = impl_->pipeline->hooks();
  impl_->server = std::make_unique<net::Server>(std::move(*config), std::move(hooks));
  if (auto started = impl_->server->start(); !started) return started;
  return note_address(impl_->lock, local_url());
}

std::string Site::Impl::local_url() const {
  const bool tls = settings.list("http.listen").empty();
  const auto address = parse_listen(settings.list(tls ? "tls.listen" : "http.listen").front(), tls);
  std::string host = address ? address->host : "localhost";
  if (host == "0.0.0.0" || host == "::") host = "localhost";
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  const auto ports = server ? server->ports() : std::vector<uint16_t>{};
  return std::string(tls ? "https://" : "http://") + host + (ports.empty() ? "" : ":" + std::to_string(ports.front()));
}

std::string Site::Impl::url() const {
  const std::string& chosen = place.url;
  return chosen.empty() ? local_url() : chosen;
}

std::string Site::local_url() const { return impl_->local_url(); }
std::string Site::url() const { return impl_->url(); }

void Site::count_dropped_lines(std::function<uint64_t()> dropped) {
  impl_->log_metrics = std::make_shared<LogMetrics>(std::move(dropped));
  impl_->metrics.collect_from(impl_->log_metrics);
}

base::Result<std::string> Site::setup_link() {
  auto token = impl_->identity->setup().make_token();
  if (!token || token->empty()) return token;
  return url() + "/setup?token=" + *token;
}

void Site::reload() {
  if (impl_->settings.boolean("policy.enabled")) impl_->reload_policy();
  if (!impl_->server) return;
  if (auto status = impl_->server->reload_tls(); !status) {
    impl_->log.error("The certificate was not reloaded; the one before goes on", {{"error", status.error().message}});
  }
}

bool Site::stop() {
  const int64_t drain_ms = impl_->settings.integer("http.drain_seconds") * 1000;
  impl_->stopping = true;
  if (const int64_t notice = impl_->settings.integer("http.drain_notice_seconds"); impl_->server && notice > 0) {
    impl_->server->announce_drain();
    std::this_thread::sleep_for(std::chrono::seconds(notice));
  }
  if (impl_->server && !impl_->server->drain(drain_ms)) {
    impl_->log.warn("Requests were still running at the end of the drain; they are cut off");
  }
  impl_->housekeeping.reset();
  impl_->backups->stop();
  impl_->privacy->stop();
  impl_->way_out->stop();
  const bool jobs_ended = impl_->queue.stop(10'000);
  const bool plugins_ended = impl_->plugin_host->stop();
  const bool events_ended = impl_->outbox.stop(10'000);
  impl_->identity->stop_background();
  if (impl_->server) impl_->server->stop();
  return jobs_ended && plugins_ended && events_ended;
}

std::vector<plugins::PluginInfo> Site::plugins() const { return impl_->plugin_host->list(); }
const http::Router& Site::router() const { return impl_->router; }
base::Json Site::api_document() const { return impl_->openapi.document(); }

}  // namespace veza::app
