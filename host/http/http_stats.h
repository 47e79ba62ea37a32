// http_requests_total, http_refusals_total and http_request_duration_seconds: counted by every request, so without
// locks or look-ups.
#pragma once
#include <prometheus/collectable.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.h"

namespace veza::http {

// The numbers of one route. Any thread.
class RouteStats {
 public:
  // Upper bounds in microseconds: 1 ms … 10 s, then everything.
  static constexpr std::array<int64_t, 12> bounds_us{1'000,   2'500,   5'000,     10'000,    25'000,    50'000,
                                                     100'000, 250'000, 1'000'000, 2'500'000, 5'000'000, 10'000'000};

  void count(int status, int64_t duration_us, uint64_t bytes);

 private:
  friend class HttpStats;
  std::array<std::atomic<uint64_t>, 6> by_class_{};  // status / 100; 0 = broken off before an answer
  std::array<std::atomic<uint64_t>, bounds_us.size() + 1> buckets_{};
  std::atomic<uint64_t> sum_us_{0};
  std::atomic<uint64_t> bytes_{0};
};

class HttpStats : public prometheus::Collectable {
 public:
  // What a request may be refused for at the door; the last stands for every other code.
  static constexpr std::array<std::string_view, 8> reasons{"unknown_host",  "rate_limited",  "unauthorized",
                                                           "token_invalid", "token_expired", "csrf_failed",
                                                           "forbidden",     "other"};

  HttpStats();
  // The route's numbers; they live as long as this. `pattern` is the route's, never a client's path: the number of
  // series stays bounded. Any thread.
  RouteStats& route(std::string_view method, std::string_view pattern);
  // A request that was refused before its route saw it, by the code of the answer. Any thread.
  void refused(std::string_view code);
  // Requests that match no route.
  RouteStats& unmatched() { return *unmatched_; }

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  using Key = std::pair<std::string, std::string>;
  base::Guarded<std::map<Key, std::unique_ptr<RouteStats>>> routes_;
  std::array<std::atomic<uint64_t>, reasons.size()> refused_{};
  RouteStats* unmatched_;
};

}  // namespace veza::http
