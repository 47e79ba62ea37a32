#include "net/core.h"

#include <algorithm>
#include <exception>
#include <thread>

namespace veza::net {

namespace {

unsigned worker_count(const ServerConfig& config) {
  return config.workers ? config.workers : std::max(4U, 2 * std::thread::hardware_concurrency());
}

}  // namespace

Core::Core(ServerConfig server_config, Hooks server_hooks)
    : config(std::move(server_config)),
      hooks(std::move(server_hooks)),
      pool(worker_count(config), [this](std::string_view what) { fault(what); }) {}

void Core::fault(std::string_view what) const {
  if (hooks.on_fault) hooks.on_fault(what);
}

Response Core::refusal(int status, std::string_view reason, const Request* request) const {
  if (hooks.refuse) {
    try {
      return hooks.refuse(status, reason, request);
    } catch (const std::exception& error) {
      fault("the refuse hook threw: " + std::string(error.what()));
    }
  }
  return Response::text(status, std::string(reason) + "\n");
}

Response Core::handle(Request&& request) const {
  std::string what;
  try {
    return hooks.handle(std::move(request));
  } catch (const std::exception& error) {
    what = error.what();
  } catch (...) {
    what = "something that is no std::exception";
  }
  fault("a handler threw: " + what);
  return refusal(500, "The server failed to answer this request.", nullptr);
}

int Core::enter(const std::string& address) {
  if (connections.fetch_add(1) >= config.limits.connections) {
    connections.fetch_sub(1);
    return 503;
  }
  const bool fits = connections_by_ip.with([&](auto& counts) {
    size_t& count = counts[address];
    if (config.limits.connections_per_ip != 0 && count >= config.limits.connections_per_ip) return false;
    ++count;
    return true;
  });
  if (fits) return 0;
  connections.fetch_sub(1);
  return 429;
}

void Core::leave(const std::string& address) {
  connections_by_ip.with([&](auto& counts) {
    const auto entry = counts.find(address);
    if (entry != counts.end() && --entry->second == 0) counts.erase(entry);
  });
  connections.fetch_sub(1);
}

}  // namespace veza::net
