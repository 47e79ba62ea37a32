#include "app/work_metrics.h"

#include <chrono>

namespace veza::app {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;

constexpr int64_t fresh_ms = 30'000;

int64_t steady_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

MetricFamily gauge(const char* name, const char* help) {
  MetricFamily made;
  made.name = name;
  made.help = help;
  made.type = prometheus::MetricType::Gauge;
  return made;
}

void add(MetricFamily& family, std::vector<ClientMetric::Label> labels, int64_t value) {
  ClientMetric metric;
  metric.label = std::move(labels);
  metric.gauge.value = static_cast<double>(value);
  family.metric.push_back(std::move(metric));
}

}  // namespace

std::vector<MetricFamily> WorkMetrics::ask() const {
  std::vector<MetricFamily> families;
  if (const auto counts = queue_.counts()) {
    auto jobs = gauge("jobs", "Jobs by kind and state; those that ended go after a week.");
    for (const auto& one : *counts) {
      add(jobs, {{"kind", one.kind}, {"state", std::string(name(one.state))}}, one.count);
    }
    families.push_back(std::move(jobs));
  }
  if (const auto consumers = outbox_.status()) {
    auto behind = gauge("events_behind", "Events after the place of the consumer.");
    auto waiting = gauge("events_waiting", "Events the consumer failed, to be tried again.");
    auto dead = gauge("events_dead", "Dead letters of the consumer.");
    for (const auto& one : *consumers) {
      add(behind, {{"consumer", one.name}}, one.behind);
      add(waiting, {{"consumer", one.name}}, one.waiting);
      add(dead, {{"consumer", one.name}}, one.dead);
    }
    for (auto* family : {&behind, &waiting, &dead}) families.push_back(std::move(*family));
  }
  return families;
}

std::vector<MetricFamily> WorkMetrics::Collect() const {
  return last_.with([&](Last& last) {
    const int64_t now = steady_ms();
    if (last.at_ms == 0 || now - last.at_ms >= fresh_ms) {
      last.families = ask();
      last.at_ms = now;
    }
    return last.families;
  });
}

}  // namespace veza::app
