#include "observe/metrics.h"

#include <prometheus/check_names.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <shared_mutex>

#include "base/guarded.h"

namespace veza::observe {
namespace {

using base::Code;

enum class Kind { counter, gauge, histogram, callback };

// One metric: whose it is, and how to take it out of its family.
struct Entry {
  Kind kind;
  std::string owner;
  void* metric = nullptr;
  std::function<void()> remove;
};

struct Callback {
  MetricName what;
  std::function<double()> read;
};

using Key = std::pair<std::string, Labels>;

struct Tables {
  std::map<Key, Entry> metrics;
  std::map<std::string, Kind> kinds;  // by name
  std::vector<Callback> callbacks;
  std::vector<std::weak_ptr<prometheus::Collectable>> sources;
};

base::Status check(const MetricName& what) {
  if (!prometheus::CheckMetricName(what.name)) {
    return base::fail(Code::invalid, "\"" + what.name + "\" is no metric name: use letters, digits and '_'");
  }
  for (const auto& [label, value] : what.labels) {
    if (!prometheus::CheckLabelName(label)) {
      return base::fail(Code::invalid, "metric " + what.name + ": \"" + label + "\" is no label name");
    }
  }
  return {};
}

// The metric of that name and labels when there is one, or null; an error when it cannot be had.
base::Result<void*> existing(const Tables& tables, const MetricName& what, Kind kind) {
  const auto known = tables.kinds.find(what.name);
  if (known != tables.kinds.end() && known->second != kind) {
    return base::fail(Code::conflict, "the metric " + what.name + " exists already and is of another kind");
  }
  const auto entry = tables.metrics.find(Key(what.name, what.labels));
  if (entry == tables.metrics.end()) return nullptr;
  if (entry->second.owner != what.owner) {
    return base::fail(Code::conflict, "the metric " + what.name + " with these labels belongs to " +
                                          entry->second.owner + "; add a label of your own");
  }
  return entry->second.metric;
}

prometheus::MetricFamily read_callback(const Callback& callback, double value) {
  prometheus::MetricFamily family;
  family.name = callback.what.name;
  family.help = callback.what.help;
  family.type = prometheus::MetricType::Gauge;
  prometheus::ClientMetric metric;
  for (const auto& [label, text] : callback.what.labels) metric.label.push_back({label, text});
  metric.gauge.value = value;
  family.metric.push_back(std::move(metric));
  return family;
}

}  // namespace

void Counter::add(double amount) const {
  if (metric_ != nullptr && amount >= 0) metric_->Increment(amount);
}
void Gauge::set(double value) const {
  if (metric_ != nullptr) metric_->Set(value);
}
void Gauge::add(double amount) const {
  if (metric_ != nullptr) metric_->Increment(amount);
}
void Histogram::observe(double value) const {
  if (metric_ != nullptr) metric_->Observe(value);
}

const std::vector<double>& default_buckets() {
  static const std::vector<double> buckets{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
  return buckets;
}

struct Metrics::Impl {
  prometheus::Registry registry;
  // Scrapes share it, so that a slow one does not hold up another; changes have it alone.
  base::Guarded<Tables, std::shared_mutex> tables;

  // Adds a metric to the family that `build` makes of name and help.
  template <class Handle, class Metric, class Build, class... Args>
  base::Result<Handle> add(const MetricName& what, Kind kind, Build build, const Args&... args) {
    if (auto checked = check(what); !checked) return tl::unexpected(checked.error());
    return tables.with([&](Tables& all) -> base::Result<Handle> {
      const auto found = existing(all, what, kind);
      if (!found) return tl::unexpected(found.error());
      if (*found != nullptr) return Handle(static_cast<Metric*>(*found));
      try {
        prometheus::Family<Metric>& family = build().Name(what.name).Help(what.help).Register(registry);
        Metric* metric = &family.Add(what.labels, args...);
        all.kinds[what.name] = kind;
        all.metrics[Key(what.name, what.labels)] =
            Entry{kind, what.owner, metric, [&family, metric] { family.Remove(metric); }};
        return Handle(metric);
      } catch (const std::exception& fault) {
        return base::fail(Code::invalid, "metric " + what.name + ": " + fault.what());
      }
    });
  }
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

base::Result<Counter> Metrics::counter(const MetricName& what) {
  return impl_->add<Counter, prometheus::Counter>(what, Kind::counter, prometheus::BuildCounter);
}

base::Result<Gauge> Metrics::gauge(const MetricName& what) {
  return impl_->add<Gauge, prometheus::Gauge>(what, Kind::gauge, prometheus::BuildGauge);
}

base::Result<Histogram> Metrics::histogram(const MetricName& what, const std::vector<double>& buckets) {
  if (buckets.empty() || std::adjacent_find(buckets.begin(), buckets.end(), std::greater_equal<>()) != buckets.end()) {
    return base::fail(Code::invalid, "metric " + what.name + ": bucket bounds must be rising");
  }
  return impl_->add<Histogram, prometheus::Histogram>(what, Kind::histogram, prometheus::BuildHistogram, buckets);
}

base::Status Metrics::gauge_callback(const MetricName& what, std::function<double()> read) {
  if (auto checked = check(what); !checked) return checked;
  if (!read) return base::fail(Code::invalid, "metric " + what.name + ": no function to read it");
  return impl_->tables.with([&](Tables& all) -> base::Status {
    if (all.kinds.contains(what.name) && all.kinds[what.name] != Kind::callback) {
      return base::fail(Code::conflict, "the metric " + what.name + " exists already and is of another kind");
    }
    for (const Callback& other : all.callbacks) {
      if (other.what.name == what.name && other.what.labels == what.labels) {
        return base::fail(Code::conflict,
                          "the metric " + what.name + " with these labels belongs to " + other.what.owner + " already");
      }
    }
    all.kinds[what.name] = Kind::callback;
    all.callbacks.push_back({what, std::move(read)});
    return {};
  });
}

void Metrics::collect_from(const std::weak_ptr<prometheus::Collectable>& source) {
  impl_->tables.with([&](Tables& all) { all.sources.push_back(source); });
}

void Metrics::remove_owner(std::string_view owner) {
  impl_->tables.with([&](Tables& all) {
    std::erase_if(all.callbacks, [&](const Callback& callback) { return callback.what.owner == owner; });
    std::erase_if(all.metrics, [&](auto& item) {
      if (item.second.owner != owner) return false;
      item.second.remove();
      return true;
    });
  });
}

std::string Metrics::text() const {
  std::vector<prometheus::MetricFamily> families = impl_->registry.Collect();
  impl_->tables.read([&](const Tables& all) {
    for (const Callback& callback : all.callbacks) {
      try {
        families.push_back(read_callback(callback, callback.read()));
      } catch (...) {
        // Left out of this scrape, as the header says; the others still count.
      }
    }
    for (const auto& weak : all.sources) {
      if (const auto source = weak.lock()) {
        for (auto& family : source->Collect()) families.push_back(std::move(family));
      }
    }
  });
  // One family a name: the format allows its HELP and TYPE lines once only.
  std::map<std::string, prometheus::MetricFamily> merged;
  for (auto& family : families) {
    if (family.metric.empty()) continue;
    const auto [at, fresh] = merged.try_emplace(family.name, family);
    if (!fresh) std::move(family.metric.begin(), family.metric.end(), std::back_inserter(at->second.metric));
  }
  std::vector<prometheus::MetricFamily> sorted;
  sorted.reserve(merged.size());
  for (auto& [name, family] : merged) sorted.push_back(std::move(family));
  return prometheus::TextSerializer().Serialize(sorted);
}

}  // namespace veza::observe
