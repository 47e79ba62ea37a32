// veza.kv/1: values that may be lost, counters, limits, locks, messages between the nodes of a site. [worker]
//
// What came with SDK 1.1 throws Error(VEZA_E_UNSUPPORTED) on an older host; write "sdk": {"min": "1.1"} to need it.
#pragma once
#include <functional>
#include <optional>

#include "veza/abi/kv.h"
#include "veza/host.hpp"

namespace veza {

// A lock this plugin holds, until destroyed or its time is over, whichever comes first.
//
//     if (auto lock = kv_.lock("nightly-report", 60'000)) make_report(lock->token());
class KvLock {
 public:
  KvLock(const veza_kv_v1* table, std::string name, int64_t token)
      : table_(table), name_(std::move(name)), token_(token) {}
  KvLock(KvLock&& other) noexcept
      : table_(std::exchange(other.table_, nullptr)), name_(std::move(other.name_)), token_(other.token_) {}
  KvLock& operator=(KvLock&& other) noexcept {
    if (this != &other) {
      unlock();
      table_ = std::exchange(other.table_, nullptr);
      name_ = std::move(other.name_);
      token_ = other.token_;
    }
    return *this;
  }
  ~KvLock() { unlock(); }

  // Greater than that of every lock granted before: store it with what the lock guards, and refuse lower ones.
  int64_t token() const { return token_; }
  // `ttl_ms` more from now on. False: the lock is over, or the store cannot be asked; stop what it guards.
  bool renew(int64_t ttl_ms) const {
    return table_ && table_->renew(table_->ctx, detail::abi(name_), token_, ttl_ms) == VEZA_OK;
  }
  // True when it was held to the end.
  bool unlock() {
    const veza_kv_v1* table = std::exchange(table_, nullptr);
    return table && table->unlock(table->ctx, detail::abi(name_), token_) == VEZA_OK;
  }

 private:
  const veza_kv_v1* table_;
  std::string name_;
  int64_t token_;
};

class Kv : detail::Service<veza_kv_v1> {
 public:
  // Must be quick. What it throws is written to the log. [a thread of the host, or that of the publisher]
  using Receiver = std::function<void(std::string_view message)>;

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
  // False when the key has a value. (1.1)
  bool set_if_absent(std::string_view key, std::string_view value, int64_t ttl_ms = 0) const {
    since_1_1();
    return found(table_->set_if_absent(table_->ctx, detail::abi(key), detail::abi(value), ttl_ms), VEZA_E_CONFLICT);
  }
  void remove(std::string_view key) const { check(table_->remove(table_->ctx, detail::abi(key))); }
  // False when there is no such key. (1.1)
  bool expire(std::string_view key, int64_t ttl_ms) const {
    since_1_1();
    return found(table_->expire(table_->ctx, detail::abi(key), ttl_ms), VEZA_E_NOT_FOUND);
  }
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
  // The same for a request that counts as `cost`; 0 only asks. (1.1)
  veza_kv_limit limit(std::string_view key, uint32_t max, int64_t window_ms, uint32_t cost) const {
    since_1_1();
    veza_kv_limit result{};
    check(table_->take(table_->ctx, detail::abi(key), max, window_ms, cost, &result));
    return result;
  }
  // Forgets what `key` has used. (1.1)
  void reset_limit(std::string_view key) const {
    since_1_1();
    check(table_->reset_limit(table_->ctx, detail::abi(key)));
  }

  // Nothing while somebody holds it, on whatever node. Throws VEZA_E_UNAVAILABLE when the nodes' store is lost. (1.1)
  std::optional<KvLock> lock(std::string_view name, int64_t ttl_ms) const {
    since_1_1();
    int64_t token = 0;
    if (!found(table_->lock(table_->ctx, detail::abi(name), ttl_ms, &token), VEZA_E_CONFLICT)) return std::nullopt;
    return KvLock(table_, std::string(name), token);
  }

  // To this plugin's subscribers of the channel on every node; lost when there is none. (1.1)
  void publish(std::string_view channel, std::string_view message) const {
    since_1_1();
    check(table_->publish(table_->ctx, detail::abi(channel), detail::abi(message)));
  }
  // From when start() has returned until the plugin stops. [control] (1.1)
  void subscribe(std::string_view channel, Receiver receiver) {
    since_1_1();
    auto* bound = keep(Bound{host_, std::move(receiver)});
    const auto call = [](void* self, veza_str message) noexcept -> veza_status {
      const auto* b = static_cast<const Bound*>(self);
      return detail::guard(b->host, [&] { b->receiver(detail::view(message)); });
    };
    check(table_->subscribe(table_->ctx, detail::abi(channel), call, bound));
  }

 private:
  struct Bound {
    const veza_host* host;
    Receiver receiver;
  };

  void since_1_1() const {
    if (!VEZA_HAS(table_, subscribe)) {
      throw Error(VEZA_E_UNSUPPORTED, "this Veza has no such function in veza.kv/1; update it to SDK 1.1");
    }
  }
  bool found(veza_status status, veza_status otherwise) const {
    if (status == otherwise) return false;
    check(status);
    return true;
  }
};

}  // namespace veza
