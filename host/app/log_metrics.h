// log_lines_dropped_total: what the log lost while nobody took its lines.
#pragma once
#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <cstdint>
#include <functional>

namespace veza::app {

class LogMetrics final : public prometheus::Collectable {
 public:
  explicit LogMetrics(std::function<uint64_t()> dropped) : dropped_(std::move(dropped)) {}
  std::vector<prometheus::MetricFamily> Collect() const override {
    prometheus::ClientMetric metric;
    metric.counter.value = static_cast<double>(dropped_());
    return {{"log_lines_dropped_total",
             "Lines that were dropped since whoever reads the log did not keep up.",
             prometheus::MetricType::Counter,
             {metric}}};
  }

 private:
  std::function<uint64_t()> dropped_;
};

}  // namespace veza::app
