// Key-value: values that may be lost, counters, limits, messages between parts, locks, streams. In memory
// (memory_store.h), in Redis (redis_store.h), or in Redis with memory to fall back to (fallback_store.h), behind one
// face.
//
// Keys, channels, and the names of locks, streams, groups and consumers are any bytes, 1 to 512 (invalid otherwise);
// callers prefix them ("session:…", "plugin/library/…"). The kinds are separate: one key may name a value, a limit and
// a lock. Times to live are milliseconds; 0 is for ever. [any thread] Errors: invalid; unavailable when the store is
// remote and gone, unauthorized when it refuses our password.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace veza::kv {

struct Limit {
  bool allowed = false;
  uint32_t remaining = 0;      // of `max`, after this call
  int64_t retry_after_ms = 0;  // 0 when allowed
};

// Held until unlocked or its time is over. A holder that was paused past that time does not know it: whoever
// guards something a lock protects keeps the highest token it has seen and refuses lower ones.
struct Lock {
  int64_t token = 0;  // greater than that of every lock granted before it, by this store or the one before a restart
};

// The longest a lock may be asked for at once; renew it to hold it longer.
inline constexpr int64_t longest_lock_ms = 24 * 3600 * 1000;
// The longest stream_read_group waits.
inline constexpr int64_t longest_block_ms = 60'000;

struct StreamMessage {
  std::string id;  // "<number>-<number>", growing
  std::string payload;
};

// Where a new group starts.
enum class StreamFrom { beginning, now };

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

  // At most `max` (by cost) in any window of `window_ms`, sliding; a refused request does not count.
  virtual base::Result<Limit> limit(std::string_view key, uint32_t max, int64_t window_ms, uint32_t cost = 1) = 0;
  // Forgets what `key` has used.
  virtual base::Status reset_limit(std::string_view key) = 0;

  // To every subscriber of the channel at this moment; lost when there is none. Subscribers are called on the
  // publisher's thread (in memory) or one thread of the store, one call at a time each; they must be quick.
  virtual base::Status publish(std::string_view channel, std::string_view message) = 0;
  using Receiver = std::function<void(std::string_view message)>;
  virtual base::Result<std::unique_ptr<Subscription>> subscribe(std::string_view channel, Receiver receiver) = 0;

  // Nothing when somebody holds the lock. `ttl_ms` is 1 to longest_lock_ms (invalid otherwise). When the answer is
  // unavailable the lock may have been granted all the same; it then ends with its time.
  virtual base::Result<std::optional<Lock>> lock(std::string_view name, int64_t ttl_ms) = 0;
  // From now on `ttl_ms` more; false when the token's lock is over, whoever holds it now.
  virtual base::Result<bool> renew(std::string_view name, int64_t token, int64_t ttl_ms) = 0;
  // False when the token's lock was over already.
  virtual base::Result<bool> unlock(std::string_view name, int64_t token) = 0;

  // A stream is a log of messages; a group reads each message once, shared among its consumers. A message a consumer
  // was given is pending until acknowledged; one whose consumer died is claimed by another. So delivery is at least
  // once. Redis keeps streams only as long as it keeps its data: a group that is gone is not_found, and its reader
  // makes it again.
  //
  // Appends and returns the id. The stream keeps at least its newest `max_len` messages (0: all); older ones go, in
  // batches and unread or not.
  virtual base::Result<std::string> stream_add(std::string_view stream, std::string_view payload, uint64_t max_len) = 0;
  // Makes the group, and the stream, unless there is one of that name.
  virtual base::Status stream_group(std::string_view stream, std::string_view group, StreamFrom from) = 0;
  // Up to `count` (at least 1) messages nobody in the group was given before, oldest first. With none, waits up to
  // `block_ms` (0: does not wait; at most longest_block_ms) and may return nothing. not_found: no such group.
  virtual base::Result<std::vector<StreamMessage>> stream_read_group(std::string_view stream, std::string_view group,
                                                                     std::string_view consumer, uint32_t count,
                                                                     int64_t block_ms) = 0;
  // How many of the ids were pending. Errors: invalid for an id that is none.
  virtual base::Result<uint64_t> stream_ack(std::string_view stream, std::string_view group,
                                            std::span<const std::string> ids) = 0;
  // Gives `consumer` up to `count` messages that have been pending, with whomever, for `idle_ms` since they were last
  // given out; oldest first. Messages the stream no longer keeps are dropped on the way. not_found: no such group.
  virtual base::Result<std::vector<StreamMessage>> stream_claim(std::string_view stream, std::string_view group,
                                                                std::string_view consumer, int64_t idle_ms,
                                                                uint32_t count) = 0;
  // How many messages of the group are pending. not_found: no such group.
  virtual base::Result<uint64_t> stream_pending(std::string_view stream, std::string_view group) = 0;

  virtual base::Status ping() = 0;
  // For people; never a password.
  virtual std::string describe() const = 0;
  // Why it serves less than it promises, in a sentence; empty when all is well.
  virtual std::string degraded() const { return {}; }
};

}  // namespace veza::kv
