#include "app/site.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>

#include "app/audit_note.h"
#include "app/audit_routes.h"
#include "app/event_stream.h"
#include "app/events_routes.h"
#include "app/health_checks.h"
#include "app/housekeeping.h"
#include "app/listen.h"
#include "app/secrets.h"
#include "app/site_address.h"
#include "app/site_backups.h"
#include "app/site_checks.h"
#include "app/site_mail.h"
#include "app/stores.h"
#include "app/version.h"
#include "app/way_out.h"
#include "app/work_metrics.h"
#include "backup/restore.h"
#include "base/clock.h"
#include "base/file.h"
#include "blobs/s3_target.h"
#include "events/outbox.h"
#include "http/builtin_routes.h"
#include "http/pipeline.h"
#include "http/ws_gateway.h"
#include "http/ws_relay.h"
#include "identity/identity.h"
#include "identity/privacy_part.h"
#include "identity/privacy_routes.h"
#include "jobs/queue.h"
#include "net/server.h"
#include "observe/audit_chain.h"
#include "observe/health.h"
#include "observe/metrics.h"
#include "plugins/migrations.h"
#include "policy/engine.h"
#include "policy/watcher.h"

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

namespace {

http::RateLimitConfig rate_limits(const Settings& settings) {
  if (!settings.boolean("limits.enabled")) return http::RateLimitConfig::off();
  const auto number = [&](std::string_view key) { return static_cast<double>(settings.integer(key)); };
  http::RateLimitConfig limits;
  limits.signed_in = {number("limits.user_per_minute") / 60, number("limits.user_burst")};
  limits.guest = {number("limits.guest_per_minute") / 60, number("limits.guest_burst")};
  limits.per_ip = {number("limits.ip_per_second"), number("limits.ip_per_second")};
  limits.global = {number("limits.global_per_second"), number("limits.global_per_second")};
  return limits;
}

base::Result<net::ServerConfig> server_config(const Settings& settings, const DataDir& dir) {
  net::ServerConfig config;
  for (const auto& [key, tls] : {std::pair("http.listen", false), std::pair("tls.listen", true)}) {
    for (const auto& text : settings.list(key)) {
      auto address = parse_listen(text, tls);
      if (!address) return tl::unexpected(address.error());
      config.listen.push_back(*address);
    }
  }
  if (!settings.list("tls.listen").empty()) {
    config.tls = net::TlsConfig{settings.text("tls.certificate"), settings.text("tls.key")};
  }
  config.reactors = static_cast<unsigned>(settings.integer("http.reactors"));
  config.workers = static_cast<unsigned>(settings.integer("http.workers"));
  config.limits.connections = static_cast<size_t>(settings.integer("http.max_connections"));
  config.limits.connections_per_ip = static_cast<size_t>(settings.integer("http.max_connections_per_ip"));
  config.deadlines.head = settings.integer("http.head_timeout_ms");
  config.deadlines.body_idle = settings.integer("http.body_idle_timeout_ms");
  config.deadlines.keep_alive = settings.integer("http.keep_alive_ms");
  config.deadlines.write_idle = settings.integer("http.write_idle_timeout_ms");
  config.spool_dir = dir.spool();
  return config;
}

}  // namespace

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

base::Status Site::Impl::make_mail() {
  auto made = SiteMail::make(settings, *stores.db, *seal, queue, log.named("mail"));
  if (!made) return base::fail_while("preparing mail", made.error());
  mail = std::move(*made);
  return {};
}

base::Status Site::Impl::make_seal() {
  auto opened = open_secrets(key_file(settings, stores.dir), *stores.db);
  if (!opened) return base::fail(opened.error());
  seal = std::move(*opened);
  return {};
}

base::Status Site::Impl::make_privacy() {
  privacy::Config config;
  config.grace_days = settings.integer("privacy.grace_days");
  config.work_folder = stores.dir.spool() + "/exports";
  config.site_name = settings.text("site.name");
  privacy::Parts parts{*stores.db, *stores.blobs, queue, audit, *seal, log.named("privacy")};
  parts.tell_ready = identity::export_letter(
      mail->post(), [this] { return url(); }, settings.text("site.name"));
  privacy = std::make_unique<privacy::Privacy>(std::move(config), std::move(parts));
  if (auto added = privacy->registry().add(identity::identity_part(*stores.db, outbox)); !added) return added;
  return privacy->registry().add(identity::audit_part(*stores.db));
}

base::Status Site::Impl::make_identity() {
  identity::IdentityConfig config;
  config.registration_open = settings.text("site.registration") == "open";
  config.base_path = place.base_path;
  config.limit_registrations = settings.boolean("limits.enabled");
  config.url = place.url;
  config.site_name = settings.text("site.name");
  identity::IdentityParts parts{*stores.db, *stores.kv, outbox, *seal, audit, log.named("identity")};
  parts.queue = &queue;
  parts.mail = mail->post();
  parts.site_url = [this] { return url(); };
  parts.erasure_at = [this](std::string_view user_id) -> base::Result<std::optional<int64_t>> {
    auto erasure = privacy->erasure(user_id);
    if (!erasure) return tl::unexpected(erasure.error());
    return *erasure ? std::optional((*erasure)->erase_at) : std::nullopt;
  };
  auto made = identity::Identity::create(std::move(config), std::move(parts));
  if (!made) return base::fail_while("preparing accounts", made.error());
  identity = std::move(*made);
  return identity->add_routes(router);
}

base::Status Site::Impl::make_outbound() {
  auto made = make_way_out(settings, &metrics);
  if (!made) return tl::unexpected(made.error());
  way_out = std::move(*made);
  return {};
}

base::Status Site::Impl::make_policy() {
  policy::EngineConfig config;
  config.dir = policy_folder(settings, layout);
  config.enabled = settings.boolean("policy.enabled");
  policy = std::make_unique<policy::Engine>(std::move(config), log.named("policy"));
  return {};
}

base::Status Site::Impl::make_http() {
  http::PipelineConfig config;
  config.trusted_proxies = settings.list("http.trusted_proxies");
  config.hosts = settings.list("http.hosts");
  config.cors_origins = settings.list("http.cors_origins");
  config.base_path = place.base_path;
  config.site_host = place.host;
  config.limits = rate_limits(settings);
  const std::string& requests = settings.text("log.requests");
  config.access_log = requests == "all"      ? http::AccessLog::all
                      : requests == "errors" ? http::AccessLog::errors
                                             : http::AccessLog::off;
  if (redirects_blobs()) {
    const auto store = blobs::parse_s3_url(settings.text("blobs.url"));
    if (store) config.media_origin = store->origin();
  }
  auto made =
      http::Pipeline::create(std::move(config), {router, identity::close_accounts(identity->authenticator(), *privacy),
                                                 identity->csrf_check(), log.named("http"), &metrics});
  if (!made) return tl::unexpected(made.error());
  pipeline = std::move(*made);
  http::BuiltinParts parts{
      health, metrics, openapi, [this] { return site_facts(); }, version(), settings.text("http.metrics_token")};
  if (auto status = http::add_builtin_routes(router, parts); !status) return status;
  if (auto status = router.add(gateway.route()); !status) return status;
  if (auto status = router.add(events_routes(outbox, audit)); !status) return status;
  if (auto status = router.add(audit_routes(*stores.db, audit)); !status) return status;
  const identity::PrivacyRoutes own_data{*identity,
                                         *privacy,
                                         *stores.db,
                                         audit,
                                         *stores.blobs,
                                         mail->post(),
                                         [this] { return url(); },
                                         settings.text("site.name")};
  if (auto status = router.add(identity::privacy_routes(own_data)); !status) return status;
  identity->on_session_ended([this](const std::string& sid) { gateway.close_session(sid); });
  if (stores.shared && !settings.text("kv.url").empty()) {
    auto started = http::WsRelay::start(gateway, *stores.kv, node, log.named("ws"));
    if (!started) return tl::unexpected(started.error());
    relay = std::move(*started);
  }
  for (const auto& entry : std::filesystem::directory_iterator(layout.share + "/openapi")) {
    auto text = base::read_file(entry.path().string());
    if (!text) return tl::unexpected(text.error());
    if (auto status = openapi.add_fragment_text("host", *text); !status) {
      return base::fail_while("reading " + entry.path().string(), status.error());
    }
  }
  return {};
}

base::Status Site::Impl::load_plugins() {
  plugins::PluginHostConfig config;
  config.plugin_dir = plugin_folder(settings, layout);
  config.data_dir = stores.dir.root;
  config.libexec_dir = layout.libexec;
  config.settings = settings.plugins();
  config.disabled = settings.list("plugins.disabled");
  config.stop_ms = settings.integer("plugins.stop_seconds") * 1000;
  plugins::Services services{log.named("plugins"),
                             *stores.db,
                             *stores.kv,
                             *stores.blobs,
                             queue,
                             outbox,
                             router,
                             gateway,
                             openapi,
                             metrics,
                             *policy,
                             identity->stream_tokens(),
                             redirects_blobs()};
  services.base_path = place.base_path;
  services.outbound = way_out.get();
  services.mail = mail->post();
  services.site_name = settings.text("site.name");
  services.site_url = [this] { return url(); };
  services.seal = seal.get();
  services.audit = &audit;
  services.identity = identity.get();
  services.public_url = place.url;
  services.privacy = &privacy->registry();
  services.roles = &identity->roles();
  plugin_host = std::make_unique<plugins::PluginHost>(std::move(config), std::move(services));
  if (auto loaded = plugin_host->load(); !loaded) return loaded;
  if (auto noted = note_start(*stores.db, audit, node, settings, plugin_host->list()); !noted)
    return base::fail_while("noting what changed since the last start", noted.error());
  return {};
}

// After the plugins, which declare the hooks that scripts answer. A script that does not compile stops no site.
base::Status Site::Impl::load_policy() {
  if (!settings.boolean("policy.enabled")) return {};
  reload_policy();
  auto started = policy::Watcher::start(policy->dir(), [this] { reload_policy(); });
  if (!started) {
    log.named("policy").warn("Changed scripts will not be noticed; send SIGHUP after a change",
                             {{"error", started.error().message}});
    return {};
  }
  watcher = std::move(*started);
  return {};
}

void Site::Impl::reload_policy() {
  const base::Log policy_log = log.named("policy");
  const auto loaded = policy->reload();
  if (!loaded) {
    policy_log.error(
        "The site's scripts were not loaded; what was in force before stays, or, where nothing was, each "
        "hook's failure answer",
        {{"error", loaded.error().message}});
    return;
  }
  for (const auto& warning : loaded->warnings) policy_log.warn(warning);
  observe::AuditEntry entry;
  entry.action = "policy.scripts.loaded";
  entry.actor_name = "site";
  entry.subject_type = "node";
  entry.subject_id = node;
  entry.after = {{"scripts", loaded->scripts}, {"warnings", loaded->warnings}};
  if (auto noted = audit.record(*stores.db, entry); !noted)
    policy_log.warn("The audit log misses an entry", {{"error", noted.error().message}});
  policy_log.info("The site's scripts are in force", {{"scripts", loaded->scripts}, {"folder", policy->dir()}});
}

base::Status Site::Impl::start_work() {
  if (auto status = add_health_checks(health, {stores, *plugin_host, settings, stopping}); !status) return status;
  auto made = SiteBackups::make(settings, layout, stores, queue, router, audit, log.named("backup"));
  if (!made) return base::fail_while("preparing backups", made.error());
  backups = std::move(*made);
  if (settings.boolean("events.stream")) {
    if (auto status = stream_events(outbox, *stores.kv); !status) return status;
  }
  if (auto status = privacy->start(); !status)
    return base::fail_while("preparing exports and erasures", status.error());
  if (settings.boolean("jobs.run")) {
    if (auto status = queue.start(); !status) return base::fail_while("starting the jobs", status.error());
  }
  identity->start_background();
  metrics.collect_from(work_metrics);
  constexpr int64_t week = 7LL * 24 * 3600 * 1000;
  housekeeping = std::make_unique<Housekeeping>(
      std::vector<Housekeeping::Task>{
          {"finished jobs",
           [this]() -> base::Status {
             auto removed = queue.prune(base::now_ms() - week);
             if (!removed) return tl::unexpected(removed.error());
             return {};
           }},
          {"old audit entries",
           [this]() -> base::Status {
             const int64_t days = settings.integer("audit.retention_days");
             if (days == 0) return {};
             auto removed = observe::prune_audit(*stores.db, audit, base::now_ms() - days * 24 * 3600 * 1000);
             if (!removed) return tl::unexpected(removed.error());
             return {};
           }},
          {"delivered events",
           [this]() -> base::Status {
             auto removed = outbox.prune(base::now_ms() - week, base::now_ms() - 13 * week);
             if (!removed) return tl::unexpected(removed.error());
             return {};
           }},
          {"exports that ran out", [this] { return privacy->sweep(); }},
          {"mails given up", [this] { return mail->prune(); }},
      },
      log.named("housekeeping"));
  return {};
}

base::Json Site::Impl::site_facts() {
  const auto required = identity->setup().required();
  // The host knows no uploads, but the largest body that any route takes.
  uint64_t largest = 0;
  for (const auto& route : router.routes()) largest = std::max(largest, route.body_limit);
  return {{"name", settings.text("site.name")},
          {"version", version()},
          {"upload_limit_bytes", largest},
          {"setup_required", required && *required},
          {"registration_open", settings.text("site.registration") == "open"},
          {"mail_configured", sends_mail(settings)}};
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
  auto config = server_config(impl_->settings, impl_->stores.dir);
  if (!config) return tl::unexpected(config.error());
  config->base_path = impl_->place.base_path;
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
