// One request and its answer over libcurl, to addresses that were checked. No redirects.
#pragma once
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "outbound/address.h"
#include "outbound/client.h"
#include "outbound/target.h"

namespace veza::outbound {

struct Hop {
  const Target& target;
  const std::string& method;
  const Fields& headers;
  const std::string& body;
  std::vector<Address> addresses;  // the only ones the host may be connected at; of a literal: itself
  size_t max_bytes;
  std::chrono::steady_clock::time_point deadline;
  // Asked again with the address of every socket, the moment before it connects.
  std::function<base::Status(const Address&, uint16_t port)> check;
};

struct ExchangeLimits {
  std::string user_agent;
  std::string ca_file;
  int64_t connect_timeout_ms;
  size_t idle_handles = 16;
};

// [any thread], many at once; connections are kept for the next exchange with the same host.
class Exchanger {
 public:
  virtual ~Exchanger() = default;
  // `stopping` ends it. Errors as Client::fetch has them.
  virtual base::Result<Response> exchange(const Hop& hop, const std::atomic<bool>& stopping) = 0;
  static base::Result<std::unique_ptr<Exchanger>> create(ExchangeLimits limits);
};

}  // namespace veza::outbound
