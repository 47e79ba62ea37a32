// veza.kv/1: values that may be lost, counters, limits. [worker]
#pragma once
#include <optional>

#include "veza/abi/kv.h"
#include "veza/host.hpp"

namespace veza {

class Kv : detail::Service<veza_kv_v1> {
 public:
  explicit Kv(const Host& host) : Service(host, VEZA_KV_V1) {}

  std::optional<std::string> get(std::string_view key) const {
    std::string value;
    const veza_status status = table_->get(table_->ctx, detail::abi(key), detail::into(value));
    if (status == VEZA_E_NOT_FOUND) return std::nullopt;
    check(status);
    return value;
  }
  void set(std::string_view key, std::string_view value, int64_t ttl_ms = 0) const {
    check(table_->set(table_->ctx, detail::abi(key), detail::abi(value), ttl_ms));
  }
  void remove(std::string_view key) const { check(table_->remove(table_->ctx, detail::abi(key))); }
  int64_t increment(std::string_view key, int64_t by = 1, int64_t ttl_ms = 0) const {
    int64_t value = 0;
    check(table_->increment(table_->ctx, detail::abi(key), by, ttl_ms, &value));
    return value;
  }
  // At most `max` in any window of `window_ms`; look at .allowed.
  veza_kv_limit limit(std::string_view key, uint32_t max, int64_t window_ms) const {
    veza_kv_limit result{};
    check(table_->limit(table_->ctx, detail::abi(key), max, window_ms, &result));
    return result;
  }
};

}  // namespace veza
