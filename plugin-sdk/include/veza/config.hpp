// veza.config/1: the plugin's settings and folders. Any thread.
#pragma once
#include "veza/abi/config.h"
#include "veza/host.hpp"
#include "veza/json.hpp"

namespace veza {

class Config : detail::Service<veza_config_v1> {
 public:
  explicit Config(const Host& host)
      : Service(host, VEZA_CONFIG_V1), settings_(Json::parse(detail::view(table_->settings(table_->ctx)))) {}

  // The setting, already checked against plugin.json's schema; the type must be the schema's.
  template <class T>
  T get(const std::string& key) const {
    return settings_.at(key).get<T>();
  }
  const Json& all() const { return settings_; }
  std::string plugin_dir() const { return detail::copy(table_->plugin_dir(table_->ctx)); }
  std::string scratch_dir() const { return detail::copy(table_->scratch_dir(table_->ctx)); }
  std::string libexec_dir() const { return detail::copy(table_->libexec_dir(table_->ctx)); }

 private:
  Json settings_;
};

}  // namespace veza
