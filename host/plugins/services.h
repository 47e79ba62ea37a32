// The floors of the host that plugins reach through their tables. All outlive the PluginHost.
#pragma once
#include <functional>
#include <string>

#include "base/log.h"
#include "mail/message.h"

namespace veza::base {
class Seal;
}
namespace veza::data {
class Database;
}
namespace veza::kv {
class Store;
}
namespace veza::blobs {
class Store;
}
namespace veza::jobs {
class Queue;
}
namespace veza::events {
class Outbox;
}
namespace veza::identity {
class Identity;
class RoleBook;
class StreamTokens;
}  // namespace veza::identity
namespace veza::http {
class OpenApi;
class Router;
class WsGateway;
}  // namespace veza::http
namespace veza::observe {
class Audit;
class Metrics;
}  // namespace veza::observe
namespace veza::policy {
class Engine;
}
namespace veza::privacy {
class Registry;
}
namespace veza::outbound {
class Client;
}

namespace veza::plugins {

struct Services {
  base::Log log;
  data::Database& db;
  kv::Store& kv;
  blobs::Store& blobs;
  jobs::Queue& jobs;
  events::Outbox& events;
  http::Router& router;
  http::WsGateway& ws;
  http::OpenApi& openapi;
  observe::Metrics& metrics;
  policy::Engine& policy;
  const identity::StreamTokens& stream_tokens;
  // Blobs of a remote store are served by sending clients there, with a presigned URL (blobs.serve = redirect).
  bool redirect_blobs = false;
  // The path of site.url ("/music"), empty at the root of a host.
  std::string base_path = {};
  // Those below may be missing in a test: then nobody offers their service.
  outbound::Client* outbound = nullptr;
  mail::Post mail = {};  // empty: the site sends no mail
  std::string site_name = "Veza";
  std::function<std::string()> site_url = {};  // the address people use, no '/' at its end
  const base::Seal* seal = nullptr;
  observe::Audit* audit = nullptr;
  identity::Identity* identity = nullptr;
  std::string public_url = {};  // what site.url says, or empty: then a request says what the site is called
  privacy::Registry* privacy = nullptr;
  identity::RoleBook* roles = nullptr;  // where plugins declare permissions
  bool in_command = false;              // this process runs a plugin's command and serves nobody
};

}  // namespace veza::plugins
