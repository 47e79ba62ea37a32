// A host in memory for a plugin's unit tests: every service of the SDK, nothing else running. Link sqlite3.
//
//     veza::testing::FakeHost host(SOURCE_FOLDER);            // where plugin.json and migrations/ are
//     host.start(&veza_plugin_entry_v1);                      // create, migrations, start
//     auto reply = host.http.send({.method = "GET", .target = "/api/v1/guestbook"});
//     assert(reply.status == 200);
//
// or construct the plugin's class itself with host.handle(). One thread drives it; a plugin's own threads may call the
// services as in a real host. What the plugin must not do fails here too: services plugin.json does not require,
// routes with permissions it does not list, db.query inside db.write.
#pragma once
#include <filesystem>
#include <fstream>
#include <set>

#include "veza/plugin.hpp"
#include "veza/testing/fake_accounts.hpp"
#include "veza/testing/fake_audit.hpp"
#include "veza/testing/fake_blobs.hpp"
#include "veza/testing/fake_cli.hpp"
#include "veza/testing/fake_db.hpp"
#include "veza/testing/fake_events.hpp"
#include "veza/testing/fake_http.hpp"
#include "veza/testing/fake_identity.hpp"
#include "veza/testing/fake_jobs.hpp"
#include "veza/testing/fake_kv.hpp"
#include "veza/testing/fake_mail.hpp"
#include "veza/testing/fake_outbound.hpp"
#include "veza/testing/fake_privacy.hpp"
#include "veza/testing/fake_secrets.hpp"
#include "veza/testing/fake_site.hpp"
#include "veza/testing/fake_ws.hpp"

namespace veza::testing {

class FakeHost {
 public:
  // Throws std::runtime_error when the folder has no readable plugin.json. `settings` go over its defaults.
  explicit FakeHost(const std::filesystem::path& folder, const Json& settings = Json::object())
      : manifest(read(folder / "plugin.json")),
        http(blobs, folder),
        config(manifest.value("config", Json::object()), settings, folder.string(), scratch_.path.string()),
        jobs(db),
        audit(manifest.value("id", std::string())),
        cli(manifest.value("commands", Json::array())),
        folder_(folder) {
    abi_ = {.struct_size = sizeof abi_,
            .abi_major = VEZA_ABI_MAJOR,
            .abi_minor = VEZA_ABI_MINOR,
            .reserved = 0,
            .ctx = this,
            .service = &find_service,
            .offer = &take_offer,
            .last_error = [](void*) noexcept { return detail::abi(last_sentence()); },
            .set_error = [](void*, veza_str text) noexcept { last_sentence() = detail::copy(text); }};
    plugin_.struct_size = sizeof plugin_;
    http.people = &identity;
    tables_ = {{VEZA_LOG_V1, log.table()},
               {VEZA_CONFIG_V1, config.table()},
               {VEZA_HTTP_V1, http.table()},
               {VEZA_WS_V1, ws.table()},
               {VEZA_DB_V1, db.table()},
               {VEZA_KV_V1, kv.table()},
               {VEZA_BLOBS_V1, blobs.table()},
               {VEZA_EVENTS_V1, events.table()},
               {VEZA_JOBS_V1, jobs.table()},
               {VEZA_POLICY_V1, policy.table()},
               {VEZA_METRICS_V1, metrics.table()},
               {VEZA_IDENTITY_V1, identity.table()},
               {VEZA_OUTBOUND_V1, outbound.table()},
               {VEZA_MAIL_V1, mail.table()},
               {VEZA_SECRETS_V1, secrets.table()},
               {VEZA_AUDIT_V1, audit.table()},
               {VEZA_ACCOUNTS_V1, accounts.table()},
               {VEZA_PRIVACY_V1, privacy.table()},
               {VEZA_CLI_V1, cli.table()}};
  }
  ~FakeHost() { stop(); }
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

  // What a plugin's constructor takes.
  Host handle() const { return Host(&abi_); }

  // Applies migrations/ of the plugin's folder; start() does it too.
  void migrate() { db.migrate(folder_ / "migrations"); }

  // The plugin's life as in a host, through its one exported function. Throw Error with what the plugin said.
  void start(veza_plugin_entry_fn entry) {
    check(entry(&abi_, &plugin_));
    migrate();
    check(plugin_.start(plugin_.self));
  }
  void stop() {
    if (!plugin_.self) return;
    if (plugin_.drain) plugin_.drain(plugin_.self);
    plugin_.stop(plugin_.self);
    plugin_.destroy(plugin_.self);
    plugin_.self = nullptr;
  }

  // Stands in for another plugin: what host.service(id) finds. `table` outlives the plugin.
  void provide(const std::string& id, const void* table) { tables_[id] = table; }
  // The table the plugin offered, or null.
  const void* offered(const std::string& id) const {
    const auto found = offered_.find(id);
    return found == offered_.end() ? nullptr : found->second;
  }

  // The folder config.scratch_dir() names; it goes with the FakeHost.
  std::filesystem::path scratch() const { return scratch_.path; }

 private:
  // Declared before the services: the settings name it.
  struct Scratch {
    std::filesystem::path path;
    Scratch() {
      auto name = (std::filesystem::temp_directory_path() / "veza-fake-host-XXXXXX").string();
      if (!::mkdtemp(name.data())) throw std::runtime_error("cannot make a temporary folder");
      path = name;
    }
    ~Scratch() {
      std::error_code ignored;
      std::filesystem::remove_all(path, ignored);
    }
  } scratch_;

 public:
  Json manifest;
  FakeLog log;
  FakeDb db;
  FakeKv kv;
  FakeBlobs blobs;
  FakeHttp http;
  FakeWs ws;
  FakeConfig config;
  FakeEvents events;
  FakeJobs jobs;
  FakeAudit audit;
  FakePrivacy privacy{db};
  FakeIdentity identity;
  FakeMail mail{identity};
  FakePolicy policy;
  FakeMetrics metrics;
  FakeOutbound outbound;
  FakeSecrets secrets;
  FakeAccounts accounts;
  FakeCli cli;

 private:
  static Json read(const std::filesystem::path& file) {
    std::ifstream in(file);
    Json json = Json::parse(in, nullptr, false);
    if (!json.is_object()) throw std::runtime_error("cannot read " + file.string());
    return json;
  }

  bool requires_service(const std::string& id) const {
    const Json wanted = manifest.value("requires", Json::array());
    if (wanted.is_object()) return wanted.contains(id);
    return std::find(wanted.begin(), wanted.end(), Json(id)) != wanted.end();
  }

  static const void* find_service(void* ctx, veza_str id) noexcept {
    const void* table = nullptr;
    contained([&]() -> veza_status {
      const auto& host = *static_cast<FakeHost*>(ctx);
      const std::string name = detail::copy(id);
      const bool always = name == VEZA_LOG_V1 || name == VEZA_CONFIG_V1;
      if (!always && !host.requires_service(name)) {
        return fail(VEZA_E_NOT_FOUND, "plugin.json does not require " + name);
      }
      const auto found = host.tables_.find(name);
      if (found == host.tables_.end()) return fail(VEZA_E_NOT_FOUND, "nobody offers " + name);
      table = found->second;
      return VEZA_OK;
    });
    return table;
  }

  static veza_status take_offer(void* ctx, veza_str id, const void* table) noexcept {
    return contained([&]() -> veza_status {
      auto& host = *static_cast<FakeHost*>(ctx);
      const Json offers = host.manifest.value("offers", Json::array());
      const std::string name = detail::copy(id);
      if (std::find(offers.begin(), offers.end(), Json(name)) == offers.end()) {
        return fail(VEZA_E_FORBIDDEN, "plugin.json does not offer " + name);
      }
      host.offered_[name] = table;
      return VEZA_OK;
    });
  }

  std::filesystem::path folder_;
  std::map<std::string, const void*> tables_, offered_;
  veza_host abi_{};
  veza_plugin plugin_{};
};

}  // namespace veza::testing
