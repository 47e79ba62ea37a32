// What a site is bent with: plugins, and the scripts that answer their hooks.
#include "app/audit_note.h"
#include "app/site_impl.h"

namespace veza::app {

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

plugins::PluginHostConfig Site::Impl::plugin_config() const {
  plugins::PluginHostConfig config;
  config.plugin_dir = plugin_folder(settings, layout);
  config.data_dir = stores.dir.root;
  config.libexec_dir = layout.libexec;
  config.settings = settings.plugins();
  config.disabled = settings.list("plugins.disabled");
  config.stop_ms = settings.integer("plugins.stop_seconds") * 1000;
  return config;
}

plugins::Services Site::Impl::plugin_services() {
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
  return services;
}

base::Status Site::Impl::load_plugins() {
  plugin_host = std::make_unique<plugins::PluginHost>(plugin_config(), plugin_services());
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

}  // namespace veza::app
