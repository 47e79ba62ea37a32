// veza.log/1: lines in the host's log under the plugin's name. Any thread.
#pragma once
#include "veza/abi/log.h"
#include "veza/host.hpp"
#include "veza/json.hpp"

namespace veza {

class Log : detail::Service<veza_log_v1> {
 public:
  explicit Log(const Host& host) : Service(host, VEZA_LOG_V1) {}
  void debug(std::string_view message, const Json& fields = {}) const { write(VEZA_LOG_DEBUG, message, fields); }
  void info(std::string_view message, const Json& fields = {}) const { write(VEZA_LOG_INFO, message, fields); }
  void warn(std::string_view message, const Json& fields = {}) const { write(VEZA_LOG_WARN, message, fields); }
  void error(std::string_view message, const Json& fields = {}) const { write(VEZA_LOG_ERROR, message, fields); }

 private:
  void write(int32_t level, std::string_view message, const Json& fields) const {
    const std::string text = fields.is_object() ? to_text(fields) : std::string();
    table_->write(table_->ctx, level, detail::abi(message), detail::abi(text));
  }
};

}  // namespace veza
