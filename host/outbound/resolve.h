// Names to addresses, with a time limit that getaddrinfo(3) does not have.
#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "outbound/address.h"

namespace veza::outbound {

// Every address of a host. [a thread of its own; may block] Errors: unavailable.
using Lookup = std::function<base::Result<std::vector<Address>>(const std::string& host)>;

// getaddrinfo(3): /etc/hosts, DNS, whatever the machine is set up for.
base::Result<std::vector<Address>> system_lookup(const std::string& host);

// [any thread] A lookup that does not end in time is left alone on its thread; there are never more than `most` of
// them.
class Resolver {
 public:
  explicit Resolver(Lookup lookup, int most = 32) : lookup_(std::move(lookup)), most_(most) {}
  // Errors: unavailable (no such name, no answer in time, too many lookups under way).
  base::Result<std::vector<Address>> resolve(const std::string& host, std::chrono::steady_clock::time_point deadline);

 private:
  Lookup lookup_;
  int most_;
  std::shared_ptr<std::atomic<int>> running_ = std::make_shared<std::atomic<int>>(0);
};

}  // namespace veza::outbound
