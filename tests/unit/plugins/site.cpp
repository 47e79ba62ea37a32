#include "site.h"

#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "blobs/folder_store.h"
#include "identity/migrations.h"
#include "kv/memory_store.h"
#include "privacy/privacy.h"

namespace veza::plugins::test {
namespace {

constexpr const char* user_id = "018f2f6e-0000-7000-8000-000000000001";

template <class T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}

// Whoever says a name in X-Test-User is that person.
http::Answer<http::Authentication> authenticate(const net::Request& request, const http::AuthOptions&) {
  const auto name = request.header("X-Test-User");
  if (name.empty()) return http::Authentication{};
  auto who = std::make_shared<http::Principal>();
  who->user_id = user_id;
  who->username = name;
  who->role = "user";
  who->permissions = {"track:create"};
  return http::Authentication{who, http::Via::bearer};
}

std::string bytes_of(const net::ResponseBody& body) {
  if (const auto* text = std::get_if<std::string>(&body)) return *text;
  if (const auto* shared = std::get_if<net::SharedText>(&body)) return **shared;
  if (const auto* file = std::get_if<net::FileBody>(&body)) {
    std::string bytes(file->size, '\0');
    const auto count = ::pread(file->file->get(), bytes.data(), bytes.size(), static_cast<off_t>(file->offset));
    bytes.resize(count < 0 ? 0 : static_cast<size_t>(count));
    return bytes;
  }
  if (const auto* pull = std::get_if<net::PullBody>(&body)) {
    std::string bytes, piece(100, '\0');
    for (;;) {
      const auto count = pull->next(piece.data(), piece.size());
      if (!count) throw std::runtime_error(count.error().message);
      if (*count == 0) return bytes;
      bytes.append(piece, 0, *count);
    }
  }
  return {};
}

}  // namespace

Site::Site(const std::vector<std::string>& fixtures) {
  namespace fs = std::filesystem;
  fs::create_directories(folder / "plugins");
  fs::create_directories(folder / "scripts/hooks");
  for (const auto& fixture : fixtures) {
    fs::copy(std::string(VEZA_FIXTURES) + "/" + fixture, folder / ("plugins/" + fixture), fs::copy_options::recursive);
  }
  config.plugin_dir = folder / "plugins";
  config.data_dir = folder / "data";
  config.libexec_dir = folder / "libexec";
  db = must(place.open());
  roles = std::make_unique<identity::RoleBook>(*db);
  must(data::migrate(*db, {events::migrations(db->dialect()), jobs::migrations(), identity::migrations(),
                           observe::audit_migrations(db->dialect()), privacy::migrations()}));
  kv = kv::make_memory_store();
  blobs = must(blobs::open_folder({.root = folder / "blobs"}));
  outbox = std::make_unique<events::Outbox>(*db, events::OutboxOptions{}, log);
  identity = must(identity::Identity::create({.hash_cost = {64, 1}}, {*db, *kv, *outbox, seal, audit}));
  queue = std::make_unique<jobs::Queue>(*db, jobs::QueueOptions{}, log);
  policy = std::make_unique<policy::Engine>(policy::EngineConfig{.dir = folder / "scripts"}, log);
  http::PipelineConfig rules;
  rules.limits = http::RateLimitConfig::off();
  pipeline = must(http::Pipeline::create(rules, {.router = router, .authenticate = &authenticate, .log = log}));
  hooks = pipeline->hooks();
  if (auto status = queue->start(); !status) throw std::runtime_error(status.error().message);
}

Site::~Site() {
  host.reset();
  identity.reset();
  queue->stop(60'000);
  outbox->stop(60'000);
}

PluginHost& Site::load() {
  host.reset();
  Services services{log, *db,     *kv,     *blobs,  *queue, *outbox,       router,
                    ws,  openapi, metrics, *policy, tokens, redirect_blobs};
  services.seal = &seal;
  services.audit = &audit;
  services.public_url = public_url;
  services.identity = identity.get();
  services.privacy = &privacy;
  services.roles = roles.get();
  host = std::make_unique<PluginHost>(config, std::move(services));
  const auto status = host->load();
  BOOST_REQUIRE_MESSAGE(status, status.error().message);
  return *host;
}

Answer Site::send(const std::string& method, const std::string& target, const std::string& body,
                  const std::string& user, const std::string& content_type) {
  net::Request request;
  request.method = method;
  request.target = target;
  request.path = target.substr(0, target.find('?'));
  request.headers.set("Host", "test");
  request.peer.address = "192.0.2.1";
  if (!user.empty()) request.headers.set("X-Test-User", user);
  if (!body.empty()) request.headers.set("Content-Type", content_type);
  auto admission = hooks.admit(request);
  if (admission.refusal) {
    return {admission.refusal->status, bytes_of(admission.refusal->body), admission.refusal->headers};
  }
  request.context = admission.context;
  request.body = net::Body::memory(body);
  const auto response = hooks.handle(std::move(request));
  return {response.status, bytes_of(response.body), response.headers};
}

PluginInfo Site::info(const std::string& id) const {
  for (const auto& plugin : host->list()) {
    if (plugin.id == id) return plugin;
  }
  throw std::runtime_error("no plugin " + id + " in the list");
}

void Site::script(const std::string& lua) {
  folder.write("scripts/hooks/test.lua", lua);
  const auto loaded = policy->reload();
  BOOST_REQUIRE_MESSAGE(loaded, loaded.error().message);
}

}  // namespace veza::plugins::test
