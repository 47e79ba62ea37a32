// Numbers for Prometheus: counters, gauges and histograms by name and labels (prometheus-cpp underneath).
//
// Names are snake_case with the unit at the end, counters end in _total. Asking again for the same name and labels
// gives the same metric. Every metric belongs to an owner ("host" or a plugin's id), and goes away with it.
#pragma once
#include <prometheus/collectable.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

namespace veza::observe {

using Labels = std::map<std::string, std::string>;

// The handles: one pointer, copied freely, used from any thread without a lock (a histogram takes one of its own).
// Valid until the owner is removed. A handle made by its default constructor records nothing.
class Counter {
 public:
  Counter() = default;
  explicit Counter(prometheus::Counter* metric) : metric_(metric) {}
  // `amount` below zero is ignored: a counter never goes back.
  void add(double amount = 1) const;

 private:
  prometheus::Counter* metric_ = nullptr;
};

class Gauge {
 public:
  Gauge() = default;
  explicit Gauge(prometheus::Gauge* metric) : metric_(metric) {}
  void set(double value) const;
  void add(double amount) const;

 private:
  prometheus::Gauge* metric_ = nullptr;
};

class Histogram {
 public:
  Histogram() = default;
  explicit Histogram(prometheus::Histogram* metric) : metric_(metric) {}
  void observe(double value) const;

 private:
  prometheus::Histogram* metric_ = nullptr;
};

// Seconds: 1 ms … 10 s.
const std::vector<double>& default_buckets();

// What a metric is called and whose it is.
struct MetricName {
  std::string name;
  std::string help;
  Labels labels = {};
  std::string owner = "host";
};

class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // [any thread] Errors: invalid (a name or label name Prometheus does not allow), conflict (the name is taken by a
  // metric of another kind, or these labels by another owner).
  base::Result<Counter> counter(const MetricName& what);
  base::Result<Gauge> gauge(const MetricName& what);
  base::Result<Histogram> histogram(const MetricName& what, const std::vector<double>& buckets = default_buckets());

  // A gauge whose value is asked for at each scrape. `read` runs on the scraping thread and must be quick; one that
  // throws is left out of that scrape.
  base::Status gauge_callback(const MetricName& what, std::function<double()> read);

  // A source of its own families (the HTTP statistics, say); it is asked at each scrape for as long as it lives.
  void collect_from(const std::weak_ptr<prometheus::Collectable>& source);

  // Ends every metric of the owner: its handles must not be used any more, its callbacks are not running any more.
  void remove_owner(std::string_view owner);

  // Everything in the Prometheus text format 0.0.4.
  std::string text() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace veza::observe
