// What the plugin's parts work with: the host's services and the providers, made once in start().
#pragma once
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <veza/outbound.hpp>
#include <veza/plugin.hpp>

#include "provider/client.h"
#include "settings.h"
#include "store/links.h"
#include "store/sessions.h"

namespace veza::oauth {

std::string read_secret_file(const std::string& path);

struct Services {
  explicit Services(const Host& host)
      : log(host),
        config(host),
        http(host),
        db(host),
        kv(host),
        jobs(host),
        identity(host),
        accounts(host),
        outbound(host),
        secrets(host),
        audit(host),
        privacy(host),
        metrics(host),
        links(db),
        sessions(db),
        settings(read_settings(config.all(), &read_secret_file)) {
    for (const auto& provider : settings.providers) clients.push_back(std::make_unique<Client>(provider, outbound));
  }

  // Throws HttpError 404.
  Client& client(std::string_view id) const {
    for (const auto& each : clients) {
      if (each->provider().id == id) return *each;
    }
    throw HttpError(404, "not_found", "There is no such way to sign in.");
  }

  // Whether the site has the provider of the link.
  bool opens(const Link& link) const {
    return std::any_of(clients.begin(), clients.end(), [&](const auto& each) { return is_at(link, each->provider()); });
  }

  Log log;
  Config config;
  Http http;
  Db db;
  Kv kv;
  Jobs jobs;
  Identity identity;
  Accounts accounts;
  Outbound outbound;
  Secrets secrets;
  Audit audit;
  Privacy privacy;
  Metrics metrics;
  Links links;
  Sessions sessions;
  Settings settings;
  std::vector<std::unique_ptr<Client>> clients;
};

}  // namespace veza::oauth
