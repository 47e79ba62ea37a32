// Key-value: values that may be lost, counters, limits, messages between parts. In memory (memory_store.h), or Redis
// behind the same face.
//
// Keys are any bytes, 1 to 512 (invalid otherwise); callers prefix them ("session:…", "plugin/library/…").
// Times to live are milliseconds; 0 is for ever. [any thread] Errors: invalid; unavailable when the store is remote
// and gone.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace veza::kv {

struct Limit {
  bool allowed = false;
  uint32_t remaining = 0;      // of `max`, after this call
  int64_t retry_after_ms = 0;  // 0 when allowed
};

// Ends its subscription when destroyed; once the destructor returns the callback runs no more.
class Subscription {
 public:
  virtual ~Subscription() = default;
};

class Store {
 public:
  virtual ~Store() = default;

  virtual base::Result<std::optional<std::string>> get(std::string_view key) = 0;
  virtual base::Status set(std::string_view key, std::string_view value, int64_t ttl_ms = 0) = 0;
  // True when it was set; false when the key has a value.
  virtual base::Result<bool> set_if_absent(std::string_view key, std::string_view value, int64_t ttl_ms = 0) = 0;
  // True when there was one.
  virtual base::Result<bool> remove(std::string_view key) = 0;
  // Sets the time to live of an existing key (0: for ever); false when there is none.
  virtual base::Result<bool> expire(std::string_view key, int64_t ttl_ms) = 0;
  // Adds to a decimal integer, from 0 when absent; `ttl_ms` takes effect only when this call makes the key. Returns the
  // new value. Errors: invalid when the value is no integer or would overflow.
  virtual base::Result<int64_t> increment(std::string_view key, int64_t by = 1, int64_t ttl_ms = 0) = 0;

  // At most `max` (by cost) in any window of `window_ms`, sliding; a refused request does not count. Limits and
  // values are separate: the same key may name both.
  virtual base::Result<Limit> limit(std::string_view key, uint32_t max, int64_t window_ms, uint32_t cost = 1) = 0;
  // Forgets what `key` has used.
  virtual base::Status reset_limit(std::string_view key) = 0;

  // To every subscriber of the channel at this moment; lost when there is none. Subscribers are called on the
  // publisher's thread (in memory) or one thread of the store, one call at a time each; they must be quick.
  virtual base::Status publish(std::string_view channel, std::string_view message) = 0;
  using Receiver = std::function<void(std::string_view message)>;
  virtual base::Result<std::unique_ptr<Subscription>> subscribe(std::string_view channel, Receiver receiver) = 0;

  virtual base::Status ping() = 0;
  virtual std::string describe() const = 0;
};

}  // namespace veza::kv
