// veza.kv/1 in a map, with a clock the test moves.
#pragma once
#include <deque>
#include <map>
#include <mutex>

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
      return with(ctx, [&](FakeKv& kv) -> veza_status {
        auto& times = kv.limits_[detail::copy(key)];
        while (!times.empty() && times.front() <= kv.now_ms - window_ms) times.pop_front();
        const bool allowed = times.size() < max;
        if (allowed) times.push_back(kv.now_ms);
        result->allowed = allowed ? 1 : 0;
        result->remaining = max - static_cast<uint32_t>(times.size());
        result->retry_after_ms = allowed || times.empty() ? 0 : times.front() + window_ms - kv.now_ms;
        return VEZA_OK;
      });
    };
  }

  const veza_kv_v1* table() const { return &table_; }
  int64_t now_ms = 1'700'000'000'000;

 private:
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

  std::mutex mutex_;
  std::map<std::string, Entry> entries_;
  std::map<std::string, std::deque<int64_t>> limits_;
  veza_kv_v1 table_{};
};

}  // namespace veza::testing
