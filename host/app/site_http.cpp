// The site's front door: limits, pipeline, the host's own routes.
#include <algorithm>
#include <filesystem>

#include "app/audit_routes.h"
#include "app/events_routes.h"
#include "app/listen.h"
#include "app/site_impl.h"
#include "blobs/s3_target.h"
#include "http/builtin_routes.h"
#include "identity/privacy_part.h"
#include "identity/privacy_routes.h"

namespace veza::app {
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

}  // namespace

base::Result<net::ServerConfig> Site::Impl::server_config() const {
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
  config.spool_dir = stores.dir.spool();
  config.base_path = place.base_path;
  return config;
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
  identity->on_user_outdated([this](const std::string& user_id) { gateway.close_changed_user(user_id); });
  identity->roles().on_roles_changed([this](const auto& roles) { gateway.close_changed_roles(roles); });
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

}  // namespace veza::app
