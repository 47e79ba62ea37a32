// veza.metrics/1
#include <deque>
#include <variant>

#include "observe/metrics.h"
#include "plugins/boundary.h"
#include "plugins/service.h"
#include "veza/abi/metrics.h"

// A plugin may hold one for ever; after the sweep it records nothing.
struct veza_metric {
  veza::plugins::Gate* gate;
  std::variant<veza::observe::Counter, veza::observe::Gauge, veza::observe::Histogram> metric;
};

namespace veza::plugins {
namespace {

class MetricsService final : public Service {
 public:
  MetricsService(PluginContext& plugin, observe::Metrics& metrics) : plugin_(plugin), metrics_(metrics) {
    gate_.open();
    table_ = {.struct_size = sizeof table_, .reserved = 0, .ctx = this, .metric = &metric, .record = &record};
  }
  std::string_view id() const override { return VEZA_METRICS_V1; }
  const void* table() const override { return &table_; }
  bool sweep(int64_t deadline_ms) override {
    gate_.close();
    if (!gate_.wait_empty(std::chrono::steady_clock::now() + std::chrono::milliseconds(deadline_ms))) return false;
    metrics_.remove_owner(plugin_.id());
    return true;
  }

 private:
  static veza_metric* metric(void* ctx, int32_t kind, veza_str name, veza_str help, veza_str labels) noexcept {
    auto* self = static_cast<MetricsService*>(ctx);
    veza_metric* made = nullptr;
    if (!self) return made;
    guarded(self->plugin_.calls_out, [&] { return self->make(kind, name, help, labels, made); });
    return made;
  }

  veza_status make(int32_t kind, veza_str name, veza_str help, veza_str labels, veza_metric*& made) {
    if (auto status = plugin_.check_registering("metrics.metric"); status < 0) return status;
    if (!readable(name, 200) || !readable(help, 2000) || !readable(labels, 4000)) {
      return bad_argument("metrics.metric", "name, help or labels are no texts, or too long");
    }
    const auto json = labels.len ? base::parse_json(view(labels)) : base::Result<base::Json>(base::Json::object());
    if (!json) return refuse(json.error().while_("metrics.metric"));
    observe::MetricName what{
        std::string(view(name)), std::string(view(help)), {{"plugin", plugin_.id()}}, plugin_.id()};
    if (!json->is_object()) return bad_argument("metrics.metric", "labels must be a JSON object of texts");
    for (const auto& [label, value] : json->items()) {
      if (!value.is_string()) return bad_argument("metrics.metric", "labels must be a JSON object of texts");
      what.labels[label] = value.get<std::string>();
    }
    switch (kind) {
      case VEZA_METRIC_COUNTER:
        return keep(metrics_.counter(what), made);
      case VEZA_METRIC_GAUGE:
        return keep(metrics_.gauge(what), made);
      case VEZA_METRIC_HISTOGRAM:
        return keep(metrics_.histogram(what), made);
      default:
        return bad_argument("metrics.metric", "unknown kind " + std::to_string(kind));
    }
  }

  template <class Metric>
  veza_status keep(const base::Result<Metric>& metric, veza_metric*& made) {
    if (!metric) return refuse(metric.error());
    made = &made_.emplace_back(veza_metric{&gate_, *metric});
    return VEZA_OK;
  }

  static void record(veza_metric* metric, double value) noexcept {
    if (!metric) return;
    contained([&] {
      if (const Gate::Visit visit(*metric->gate); visit)
        std::visit([&](const auto& m) { put(m, value); }, metric->metric);
      return veza_status{VEZA_OK};
    });
  }
  static void put(const observe::Counter& counter, double value) { counter.add(value); }
  static void put(const observe::Gauge& gauge, double value) { gauge.set(value); }
  static void put(const observe::Histogram& histogram, double value) { histogram.observe(value); }

  PluginContext& plugin_;
  observe::Metrics& metrics_;
  Gate gate_;
  std::deque<veza_metric> made_;  // addresses stay put; grown on the control thread only
  veza_metrics_v1 table_{};
};

}  // namespace

std::unique_ptr<Service> make_metrics_service(PluginContext& plugin, const Services& services) {
  return std::make_unique<MetricsService>(plugin, services.metrics);
}

}  // namespace veza::plugins
