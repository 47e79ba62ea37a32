// The small services: log, config, policy and metrics.
#pragma once
#include <map>
#include <mutex>

#include "veza/config.hpp"
#include "veza/log.hpp"
#include "veza/metrics.hpp"
#include "veza/policy.hpp"
#include "veza/testing/fake_error.hpp"

namespace veza::testing {

class FakeLog {
 public:
  FakeLog() {
    table_.struct_size = sizeof table_;
    table_.ctx = this;
    table_.write = [](void* ctx, int32_t, veza_str message, veza_str) noexcept {
      contained([&]() -> veza_status {
        auto& log = *static_cast<FakeLog*>(ctx);
        const std::lock_guard lock(log.mutex_);
        log.lines_.push_back(detail::copy(message));
        return VEZA_OK;
      });
    };
  }
  const veza_log_v1* table() const { return &table_; }
  std::vector<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
  veza_log_v1 table_{};
};

class FakeConfig {
 public:
  // The schema's defaults, with `settings` over them.
  FakeConfig(const Json& schema, const Json& settings, std::string folder, std::string scratch)
      : folder_(std::move(folder)), scratch_(std::move(scratch)), libexec_(scratch_) {
    Json all = Json::object();
    const Json properties = schema.value("properties", Json::object());
    for (const auto& [key, property] : properties.items()) {
      if (property.contains("default")) all[key] = property["default"];
    }
    all.update(settings);
    settings_ = to_text(all);
    table_.struct_size = sizeof table_;
    table_.ctx = this;
    table_.settings = [](void* ctx) noexcept { return detail::abi(static_cast<FakeConfig*>(ctx)->settings_); };
    table_.plugin_dir = [](void* ctx) noexcept { return detail::abi(static_cast<FakeConfig*>(ctx)->folder_); };
    table_.scratch_dir = [](void* ctx) noexcept { return detail::abi(static_cast<FakeConfig*>(ctx)->scratch_); };
    table_.libexec_dir = [](void* ctx) noexcept { return detail::abi(static_cast<FakeConfig*>(ctx)->libexec_); };
  }
  const veza_config_v1* table() const { return &table_; }
  void set_libexec_dir(const std::string& folder) { libexec_ = folder; }

 private:
  std::string settings_, folder_, scratch_, libexec_;
  veza_config_v1 table_{};
};

class FakePolicy {
 public:
  FakePolicy() {
    table_.struct_size = sizeof table_;
    table_.ctx = this;
    table_.declare = [](void* ctx, veza_str hook, int32_t) noexcept {
      return contained([&]() -> veza_status {
        static_cast<FakePolicy*>(ctx)->declared.push_back(detail::copy(hook));
        return VEZA_OK;
      });
    };
    table_.decide = [](void* ctx, veza_str hook, veza_str input, veza_sink decision) noexcept {
      return contained([&]() -> veza_status {
        auto& policy = *static_cast<FakePolicy*>(ctx);
        const std::string name = detail::copy(hook);
        policy.asked.emplace_back(name, Json::parse(detail::view(input)));
        const auto found = policy.answers.find(name);
        decision.put(decision.self,
                     detail::abi(to_text(found == policy.answers.end() ? Json{{"kind", "allow"}} : found->second)));
        return VEZA_OK;
      });
    };
  }
  const veza_policy_v1* table() const { return &table_; }

  std::map<std::string, Json> answers;  // hook → {"kind":"deny","reason":…,"message":…}; allow when there is none
  std::vector<std::string> declared;
  std::vector<std::pair<std::string, Json>> asked;

 private:
  veza_policy_v1 table_{};
};

class FakeMetrics {
 public:
  FakeMetrics() {
    table_.struct_size = sizeof table_;
    table_.ctx = this;
    table_.metric = [](void* ctx, int32_t kind, veza_str name, veza_str, veza_str labels) noexcept -> veza_metric* {
      auto& metrics = *static_cast<FakeMetrics*>(ctx);
      Entry* entry = nullptr;
      contained([&]() -> veza_status {
        const std::lock_guard lock(metrics.mutex_);
        entry = &metrics.entries_[detail::copy(name) + detail::copy(labels)];
        entry->owner = &metrics;
        entry->kind = kind;
        return VEZA_OK;
      });
      return reinterpret_cast<veza_metric*>(entry);
    };
    table_.record = [](veza_metric* metric, double value) noexcept {
      auto* entry = reinterpret_cast<Entry*>(metric);
      const std::lock_guard lock(entry->owner->mutex_);
      entry->value = entry->kind == VEZA_METRIC_COUNTER ? entry->value + value : value;
    };
  }
  const veza_metrics_v1* table() const { return &table_; }

  // A counter's sum, a gauge's value, a histogram's last observation; `labels` as the JSON text given ("" for none).
  double value(const std::string& name, const std::string& labels = "") const {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(name + labels);
    return found == entries_.end() ? 0 : found->second.value;
  }

 private:
  struct Entry {
    FakeMetrics* owner = nullptr;
    int32_t kind = 0;
    double value = 0;
  };
  mutable std::mutex mutex_;
  std::map<std::string, Entry> entries_;
  veza_metrics_v1 table_{};
};

}  // namespace veza::testing
