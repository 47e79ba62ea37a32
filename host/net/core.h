// What the threads of one server share.
#pragma once
#include <atomic>
#include <map>
#include <string>

#include "base/guarded.h"
#include "net/gzip_cache.h"
#include "net/server.h"
#include "net/tls.h"
#include "net/worker_pool.h"

namespace veza::net {

struct Core {
  Core(ServerConfig server_config, Hooks server_hooks);

  const ServerConfig config;
  const Hooks hooks;
  WorkerPool pool;
  GzipCache packed;
  base::Guarded<std::shared_ptr<TlsContext>> tls;
  base::Guarded<std::map<std::string, size_t>> connections_by_ip;
  std::atomic<size_t> connections{0};
  std::atomic<size_t> websockets{0};
  std::atomic<uint64_t> requests{0};
  std::atomic<uint64_t> next_socket_id{1};
  std::atomic<bool> draining{false};
  std::atomic<bool> stopping{false};

  void fault(std::string_view what) const;
  // The server's own answer; `request` may be null.
  Response refusal(int status, std::string_view reason, const Request* request) const;
  // Calls the handler; an exception becomes a 500.
  Response handle(Request&& request) const;

  // Counts a new connection; 0, or the status with which it must be turned away.
  int enter(const std::string& address);
  void leave(const std::string& address);
};

}  // namespace veza::net
