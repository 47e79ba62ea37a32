#include "http/http_stats.h"

#include <prometheus/metric_family.h>

#include <algorithm>
#include <limits>

namespace veza::http {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

constexpr auto relaxed = std::memory_order_relaxed;

MetricFamily family(const char* name, const char* help, MetricType type) {
  MetricFamily made;
  made.name = name;
  made.help = help;
  made.type = type;
  return made;
}

}  // namespace

void RouteStats::count(int status, int64_t duration_us, uint64_t bytes) {
  const size_t status_class = status >= 100 && status < 600 ? static_cast<size_t>(status / 100) : 0;
  by_class_[status_class].fetch_add(1, relaxed);
  const auto bound = std::lower_bound(bounds_us.begin(), bounds_us.end(), duration_us);
  buckets_[static_cast<size_t>(bound - bounds_us.begin())].fetch_add(1, relaxed);
  sum_us_.fetch_add(static_cast<uint64_t>(std::max<int64_t>(0, duration_us)), relaxed);
  bytes_.fetch_add(bytes, relaxed);
}

HttpStats::HttpStats() : unmatched_(&route("", "unmatched")) {}

RouteStats& HttpStats::route(std::string_view method, std::string_view pattern) {
  return *routes_.with([&](auto& routes) {
    auto& one = routes[Key(method, pattern)];
    if (!one) one = std::make_unique<RouteStats>();
    return one.get();
  });
}

void HttpStats::refused(std::string_view code) {
  const auto known = std::find(reasons.begin(), reasons.end() - 1, code);
  refused_[static_cast<size_t>(known - reasons.begin())].fetch_add(1, relaxed);
}

std::vector<MetricFamily> HttpStats::Collect() const {
  auto requests =
      family("http_requests_total", "Finished requests, by route and class of status.", MetricType::Counter);
  auto durations = family("http_request_duration_seconds", "From the complete head to the last byte of the answer.",
                          MetricType::Histogram);
  auto bytes = family("http_response_bytes_total", "Body bytes taken by clients.", MetricType::Counter);
  auto refusals = family("http_refusals_total", "Requests refused before their route saw them, by the error's code.",
                         MetricType::Counter);
  for (size_t i = 0; i < reasons.size(); ++i) {
    ClientMetric one;
    one.label = {{"code", std::string(reasons[i])}};
    one.counter.value = static_cast<double>(refused_[i].load(relaxed));
    refusals.metric.push_back(std::move(one));
  }
  routes_.with([&](const auto& routes) {
    for (const auto& [key, stats] : routes) {
      ClientMetric base;
      base.label = {{"method", key.first}, {"route", key.second}};
      uint64_t total = 0;
      for (size_t i = 0; i < stats->by_class_.size(); ++i) {
        const uint64_t count = stats->by_class_[i].load(relaxed);
        if (count == 0) continue;
        total += count;
        ClientMetric one = base;
        one.label.push_back({"status", i == 0 ? "aborted" : std::to_string(i) + "xx"});
        one.counter.value = static_cast<double>(count);
        requests.metric.push_back(std::move(one));
      }
      if (total == 0) continue;
      ClientMetric one = base;
      one.counter.value = static_cast<double>(stats->bytes_.load(relaxed));
      bytes.metric.push_back(one);
      one = base;
      uint64_t cumulative = 0;
      for (size_t i = 0; i < stats->buckets_.size(); ++i) {
        cumulative += stats->buckets_[i].load(relaxed);
        const double bound = i < RouteStats::bounds_us.size() ? static_cast<double>(RouteStats::bounds_us[i]) / 1e6
                                                              : std::numeric_limits<double>::infinity();
        one.histogram.bucket.push_back({cumulative, bound});
      }
      one.histogram.sample_count = cumulative;
      one.histogram.sample_sum = static_cast<double>(stats->sum_us_.load(relaxed)) / 1e6;
      durations.metric.push_back(std::move(one));
    }
  });
  return {std::move(requests), std::move(durations), std::move(bytes), std::move(refusals)};
}

}  // namespace veza::http
