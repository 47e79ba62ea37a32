// A breaker per host: after some failures in a row it is not asked for a while, then by one fetch that tries.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "base/guarded.h"

namespace veza::outbound {

struct BreakerLimits {
  int failures = 5;          // in a row, to open
  int64_t open_ms = 30'000;  // until one may try
  size_t hosts = 4096;       // remembered; beyond that, failures of new hosts are not counted
};

// [any thread] `clock` is monotonic milliseconds.
class Breaker {
 public:
  Breaker(BreakerLimits limits, std::function<int64_t()> clock) : limits_(limits), clock_(std::move(clock)) {}
  // False while open. True for the one that tries: the others wait as long again.
  bool admit(const std::string& host);
  void succeeded(const std::string& host);
  void failed(const std::string& host);

 private:
  struct Record {
    int failures = 0;
    int64_t open_until = 0;
  };
  BreakerLimits limits_;
  std::function<int64_t()> clock_;
  base::Guarded<std::map<std::string, Record>> records_;  // hosts whose last fetch failed
};

}  // namespace veza::outbound
