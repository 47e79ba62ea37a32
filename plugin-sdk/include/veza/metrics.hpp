// veza.metrics/1: numbers on /metrics.
#pragma once
#include "veza/abi/metrics.h"
#include "veza/host.hpp"
#include "veza/json.hpp"

namespace veza {

// A counter (record adds), gauge (sets) or histogram (observes). Copied freely; any thread.
class Metric {
 public:
  Metric(const veza_metrics_v1* table, veza_metric* metric) : table_(table), metric_(metric) {}
  void record(double value = 1) const { table_->record(metric_, value); }

 private:
  const veza_metrics_v1* table_;
  veza_metric* metric_;
};

class Metrics : detail::Service<veza_metrics_v1> {
 public:
  explicit Metrics(const Host& host) : Service(host, VEZA_METRICS_V1) {}

  // [control] Names are snake_case; a counter's ends in _total.
  Metric counter(std::string_view name, std::string_view help, const Json& labels = {}) const {
    return make(VEZA_METRIC_COUNTER, name, help, labels);
  }
  Metric gauge(std::string_view name, std::string_view help, const Json& labels = {}) const {
    return make(VEZA_METRIC_GAUGE, name, help, labels);
  }
  Metric histogram(std::string_view name, std::string_view help, const Json& labels = {}) const {
    return make(VEZA_METRIC_HISTOGRAM, name, help, labels);
  }

 private:
  Metric make(int32_t kind, std::string_view name, std::string_view help, const Json& labels) const {
    const std::string text = labels.is_object() ? to_text(labels) : std::string();
    veza_metric* metric = table_->metric(table_->ctx, kind, detail::abi(name), detail::abi(help), detail::abi(text));
    if (!metric) throw Error(VEZA_E_INVALID, detail::copy(host_->last_error(host_->ctx)));
    return {table_, metric};
  }
};

}  // namespace veza
