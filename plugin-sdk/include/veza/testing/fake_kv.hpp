// veza.kv/1 in a map, with a clock the test moves.
#pragma once
#include <deque>
#include <map>
#include <mutex>
#include <vector>

#include "veza/kv.hpp"
#include "veza/testing/fake_error.hpp"

namespace veza::testing {

class FakeKv {
 public:
  FakeKv() {
    table_.struct_size = sizeof table_;
    table_.ctx = this;
    table_.get = [](void* ctx, veza_str key, veza_sink value) noexcept {
      return with(ctx, [&](FakeKv& kv) -> veza_status {
        const auto* found = kv.find(detail::copy(key));
        if (!found) return fail(VEZA_E_NOT_FOUND, "there is no such key");
        value.put(value.self, detail::abi(found->value));
        return VEZA_OK;
      });
    };
    table_.set = [](void* ctx, veza_str key, veza_str value, int64_t ttl_ms) noexcept {
      return with(ctx, [&](FakeKv& kv) -> veza_status {
        kv.entries_[detail::copy(key)] = {detail::copy(value), ttl_ms > 0 ? kv.now_ms + ttl_ms : 0};
        return VEZA_OK;
      });
    };
    table_.remove = [](void* ctx, veza_str key) noexcept {
      return with(ctx, [&](FakeKv& kv) -> veza_status {
        kv.entries_.erase(detail::copy(key));
        return VEZA_OK;
      });
    };
    table_.increment = [](void* ctx, veza_str key, int64_t by, int64_t ttl_ms, int64_t* value) noexcept {
      return with(ctx, [&](FakeKv& kv) -> veza_status {
        const auto* found = kv.find(detail::copy(key));
        const int64_t sum = (found ? std::stoll(found->value) : 0) + by;
        const int64_t until = found ? found->until_ms : ttl_ms > 0 ? kv.now_ms + ttl_ms : 0;
        kv.entries_[detail::copy(key)] = {std::to_string(sum), until};
        if (value) *value = sum;
        return VEZA_OK;
      });
    };
    table_.limit = [](void* ctx, veza_str key, uint32_t max, int64_t window_ms, veza_kv_limit* result) noexcept {
      return with(ctx, [&](FakeKv& kv) { return kv.take(detail::copy(key), max, window_ms, 1, *result); });
    };
    table_.set_if_absent = [](void* ctx, veza_str key, veza_str value, int64_t ttl_ms) noexcept {
      return with(ctx, [&](FakeKv& kv) -> veza_status {
        if (kv.find(detail::copy(key))) return fail(VEZA_E_CONFLICT, "the key has a value");
        kv.entries_[detail::copy(key)] = {detail::copy(value), ttl_ms > 0 ? kv.now_ms + ttl_ms : 0};
        return VEZA_OK;
      });
    };
    table_.expire = [](void* ctx, veza_str key, int64_t ttl_ms) noexcept {
      return with(ctx, [&](FakeKv& kv) -> veza_status {
        if (!kv.find(detail::copy(key))) return fail(VEZA_E_NOT_FOUND, "there is no such key");
        kv.entries_[detail::copy(key)].until_ms = ttl_ms > 0 ? kv.now_ms + ttl_ms : 0;
        return VEZA_OK;
      });
    };
    table_.take = [](void* ctx, veza_str key, uint32_t max, int64_t window_ms, uint32_t cost,
                     veza_kv_limit* result) noexcept {
      return with(ctx, [&](FakeKv& kv) { return kv.take(detail::copy(key), max, window_ms, cost, *result); });
    };
    table_.reset_limit = [](void* ctx, veza_str key) noexcept {
      return with(ctx, [&](FakeKv& kv) -> veza_status {
        kv.limits_.erase(detail::copy(key));
        return VEZA_OK;
      });
    };
    table_.lock = [](void* ctx, veza_str name, int64_t ttl_ms, int64_t* token) noexcept {
      return with(ctx, [&](FakeKv& kv) -> veza_status {
        if (kv.locks_lost) return fail(VEZA_E_UNAVAILABLE, "the store is lost");
        if (ttl_ms < 1) return fail(VEZA_E_INVALID, "a lock is taken for 1 ms to 24 hours");
        Held& held = kv.locks_[detail::copy(name)];
        if (held.until_ms > kv.now_ms) return fail(VEZA_E_CONFLICT, "somebody holds the lock");
        held = {* token = ++kv.last_token_, kv.now_ms + ttl_ms};
        return VEZA_OK;
      });
    };
    table_.renew = [](void* ctx, veza_str name, int64_t token, int64_t ttl_ms) noexcept {
      return with(ctx, [&](FakeKv& kv) { return kv.hold(detail::copy(name), token, kv.now_ms + ttl_ms); });
    };
    table_.unlock = [](void* ctx, veza_str name, int64_t token) noexcept {
      return with(ctx, [&](FakeKv& kv) { return kv.hold(detail::copy(name), token, 0); });
    };
    table_.publish = [](void* ctx, veza_str channel, veza_str message) noexcept {
      auto& kv = *static_cast<FakeKv*>(ctx);
      return contained([&]() -> veza_status {
        kv.deliver(detail::copy(channel), detail::copy(message));
        return VEZA_OK;
      });
    };
    table_.subscribe = [](void* ctx, veza_str channel, veza_kv_receiver receiver, void* self) noexcept {
      return with(ctx, [&](FakeKv& kv) -> veza_status {
        kv.receivers_.push_back({detail::copy(channel), receiver, self});
        return VEZA_OK;
      });
    };
  }

  const veza_kv_v1* table() const { return &table_; }
  int64_t now_ms = 1'700'000'000'000;
  // While true, locks are VEZA_E_UNAVAILABLE, as when a site's nodes have lost their store.
  bool locks_lost = false;

  // A message as another node publishes it, to the plugin's subscribers.
  void deliver(const std::string& channel, const std::string& message) {
    std::vector<Receiver> told;
    {
      const std::lock_guard lock(mutex_);
      told = receivers_;
    }
    for (const auto& each : told) {
      if (each.channel == channel) (void)each.receive(each.self, detail::abi(message));
    }
  }

 private:
  struct Receiver {
    std::string channel;
    veza_kv_receiver receive;
    void* self;
  };
  struct Held {
    int64_t token = 0;
    int64_t until_ms = 0;
  };
  struct Entry {
    std::string value;
    int64_t until_ms = 0;
  };

  template <class Body>
  static veza_status with(void* ctx, Body&& body) noexcept {
    auto& kv = *static_cast<FakeKv*>(ctx);
    return contained([&] {
      const std::lock_guard lock(kv.mutex_);
      return body(kv);
    });
  }
  const Entry* find(const std::string& key) const {
    const auto found = entries_.find(key);
    const bool there = found != entries_.end() && (found->second.until_ms == 0 || found->second.until_ms > now_ms);
    return there ? &found->second : nullptr;
  }

  veza_status take(const std::string& key, uint32_t max, int64_t window_ms, uint32_t cost, veza_kv_limit& result) {
    auto& times = limits_[key];
    while (!times.empty() && times.front() <= now_ms - window_ms) times.pop_front();
    const bool allowed = times.size() + cost <= max;
    if (allowed) times.insert(times.end(), cost, now_ms);
    result = {allowed ? 1U : 0U, max > times.size() ? static_cast<uint32_t>(max - times.size()) : 0, 0};
    if (allowed) return VEZA_OK;
    // It fits once enough of the oldest uses are over; a cost above `max` never does.
    const size_t over = times.size() + cost - max;
    result.retry_after_ms = over <= times.size() ? times[over - 1] + window_ms - now_ms : window_ms;
    return VEZA_OK;
  }
  veza_status hold(const std::string& name, int64_t token, int64_t until_ms) {
    if (locks_lost) return fail(VEZA_E_UNAVAILABLE, "the store is lost");
    const auto found = locks_.find(name);
    const bool ours = found != locks_.end() && found->second.token == token && found->second.until_ms > now_ms;
    if (!ours) return fail(VEZA_E_NOT_FOUND, "the lock is over");
    found->second.until_ms = until_ms;
    return VEZA_OK;
  }

  std::mutex mutex_;
  std::map<std::string, Entry> entries_;
  std::map<std::string, std::deque<int64_t>> limits_;
  std::map<std::string, Held> locks_;
  int64_t last_token_ = 0;
  std::vector<Receiver> receivers_;
  veza_kv_v1 table_{};
};

}  // namespace veza::testing
