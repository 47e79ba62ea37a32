// A site in one process without a socket: every floor for real, in a temporary folder, and a PluginHost on top.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "../../support/database.h"
#include "base/guarded.h"
#include "base/json.h"
#include "base/sealed.h"
#include "blobs/store.h"
#include "events/outbox.h"
#include "http/openapi.h"
#include "http/pipeline.h"
#include "http/router.h"
#include "http/ws_gateway.h"
#include "identity/identity.h"
#include "identity/role_book.h"
#include "identity/stream_tokens.h"
#include "jobs/queue.h"
#include "kv/store.h"
#include "observe/audit.h"
#include "observe/metrics.h"
#include "plugins/plugin_host.h"
#include "policy/engine.h"
#include "privacy/registry.h"
#include "temp_folder.h"

namespace veza::plugins::test {

// Keeps every line of the log.
class Lines : public base::LogSink {
 public:
  void line(std::string_view text) override {
    lines_.with([&](auto& lines) { lines.emplace_back(text); });
  }
  bool contain(std::string_view text) const {
    return lines_.with([&](const auto& lines) {
      for (const auto& line : lines) {
        if (line.find(text) != line.npos) return true;
      }
      return false;
    });
  }

 private:
  base::Guarded<std::vector<std::string>> lines_;
};

struct Answer {
  int status = 0;
  std::string body;  // also of a file
  net::Headers headers;
  base::Json json() const { return base::Json::parse(body); }
};

class Site {
 public:
  // The fixtures named are copied into the site's plugin folder; nothing is loaded yet.
  explicit Site(const std::vector<std::string>& fixtures);
  ~Site();

  // A new PluginHost over the same data, as after a restart.
  PluginHost& load();
  PluginHost& plugins() { return *host; }
  // Sends a request through the whole pipeline. `user` empty: a guest; else it is signed in with track:create.
  Answer send(const std::string& method, const std::string& target, const std::string& body = "",
              const std::string& user = "", const std::string& content_type = "application/json");
  Answer get(const std::string& target) { return send("GET", target); }
  // The plugin's line of list().
  PluginInfo info(const std::string& id) const;
  // Lua text as the site's only hook script.
  void script(const std::string& lua);

  TempFolder folder;
  PluginHostConfig config;
  std::shared_ptr<Lines> lines = std::make_shared<Lines>();
  base::Log log{lines, base::LogFormat::human, base::LogLevel::debug, "test"};
  data::TestDatabase place{folder / "veza.db"};
  std::unique_ptr<data::Database> db;
  std::unique_ptr<kv::Store> kv;
  std::unique_ptr<blobs::Store> blobs;
  std::unique_ptr<jobs::Queue> queue;
  std::unique_ptr<events::Outbox> outbox;
  observe::Metrics metrics;
  http::Router router;
  http::OpenApi openapi{{"Test", "1"}};
  http::WsGateway ws{{}, log};
  std::unique_ptr<policy::Engine> policy;
  base::Seal seal;
  observe::Audit audit;
  std::string public_url;
  std::unique_ptr<identity::Identity> identity;
  privacy::Registry privacy;
  identity::StreamTokens tokens{std::string(32, 'k'), base::now_ms};
  std::unique_ptr<identity::RoleBook> roles;
  std::unique_ptr<http::Pipeline> pipeline;
  net::Hooks hooks;
  std::unique_ptr<PluginHost> host;
  bool redirect_blobs = false;
};

// Polls until `done` returns true; false after a minute.
template <class Done>
bool eventually(Done&& done) {
  for (int i = 0; i < 6000; ++i) {
    if (done()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

}  // namespace veza::plugins::test
