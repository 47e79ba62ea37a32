// What an outbox does beside its consumers on PostgreSQL: gives committed events their place, notices other hosts'
// commits, and renews the leases of the consumers this host runs. See outbox.h.
#pragma once
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "events/signal.h"
#include "events/table.h"

namespace veza::events {

class Relay {
 public:
  struct Hooks {
    std::function<void()> arrived;                                          // there may be new events
    std::function<void(const std::vector<std::string>&, int64_t)> renewed;  // these consumers' leases, until then
  };
  // Starts its thread. `owner` holds the leases.
  Relay(std::shared_ptr<const data::DatabaseAccess> database, OutboxOptions options, base::Log log, std::string owner,
        Hooks hooks);
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  // Something was committed here. [any thread]
  void rouse() { signal_.rouse(); }

 private:
  void run();
  void place();
  void renew();
  void warn(const std::string& what, const base::Error& error) const;

  std::shared_ptr<const data::DatabaseAccess> database_;
  OutboxOptions options_;
  base::Log log_;
  std::string owner_;
  Hooks hooks_;
  Signal signal_;
  std::atomic<bool> stopping_{false};
  // The thread's own.
  int64_t newest_ = -1;
  std::chrono::steady_clock::time_point next_renewal_{};
  std::thread thread_;
};

}  // namespace veza::events
