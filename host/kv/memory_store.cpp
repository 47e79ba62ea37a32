#include "kv/memory_store.h"

#include <chrono>

#include "base/guarded.h"
#include "base/text.h"
#include "kv/channels.h"
#include "kv/memory_locks.h"
#include "kv/memory_streams.h"
#include "kv/rules.h"
#include "kv/shard.h"

namespace veza::kv {
namespace {

using base::Code;

constexpr char value_tag = 'v';
constexpr char limit_tag = 'l';

int64_t expiry(int64_t now_ms, int64_t ttl_ms) {
  const int64_t lasts = lasting(ttl_ms);
  return lasts == 0 ? 0 : now_ms + lasts;
}

// As Redis reads it: the one text a number has, so neither "007" nor "+7".
std::optional<int64_t> integer(std::string_view text) {
  const auto number = base::to_int(text);
  return number && std::to_string(*number) == text ? number : std::nullopt;
}

class Memory : public MemoryStore {
 public:
  explicit Memory(MemoryOptions options)
      : clock_(std::move(options.clock)),
        shards_(std::max<size_t>(options.shards, 1)),
        capacity_(std::max<size_t>(options.max_entries / shards_.size(), 1)) {}

  base::Result<std::optional<std::string>> get(std::string_view key) override {
    using Found = base::Result<std::optional<std::string>>;
    return with<Found>(value_tag, key, [](Shard& shard, std::string_view tagged, int64_t now) -> Found {
      const Entry* entry = shard.find(tagged, now);
      if (!entry) return std::optional<std::string>();
      return std::optional<std::string>(entry->value);
    });
  }

  base::Status set(std::string_view key, std::string_view value, int64_t ttl_ms) override {
    return with<base::Status>(value_tag, key, [&](Shard& shard, std::string_view tagged, int64_t now) -> base::Status {
      Entry* entry = shard.find(tagged, now);
      if (!entry) entry = &shard.add(tagged, capacity_, now);
      entry->value = value;
      entry->expires_ms = expiry(now, ttl_ms);
      return {};
    });
  }

  base::Result<bool> set_if_absent(std::string_view key, std::string_view value, int64_t ttl_ms) override {
    return with<base::Result<bool>>(value_tag, key, [&](Shard& shard, std::string_view tagged, int64_t now) {
      if (shard.find(tagged, now)) return false;
      Entry& entry = shard.add(tagged, capacity_, now);
      entry.value = value;
      entry.expires_ms = expiry(now, ttl_ms);
      return true;
    });
  }

  base::Result<bool> remove(std::string_view key) override {
    return with<base::Result<bool>>(
        value_tag, key, [](Shard& shard, std::string_view tagged, int64_t now) { return shard.erase(tagged, now); });
  }

  base::Result<bool> expire(std::string_view key, int64_t ttl_ms) override {
    return with<base::Result<bool>>(value_tag, key, [&](Shard& shard, std::string_view tagged, int64_t now) {
      Entry* entry = shard.find(tagged, now);
      if (entry) entry->expires_ms = expiry(now, ttl_ms);
      return entry != nullptr;
    });
  }

  base::Result<int64_t> increment(std::string_view key, int64_t by, int64_t ttl_ms) override {
    using Sum = base::Result<int64_t>;
    return with<Sum>(value_tag, key, [&](Shard& shard, std::string_view tagged, int64_t now) -> Sum {
      Entry* entry = shard.find(tagged, now);
      const auto old = entry ? integer(entry->value) : 0;
      int64_t sum = 0;
      if (!old) return base::fail(Code::invalid, "the value of " + std::string(key) + " is not an integer");
      if (__builtin_add_overflow(*old, by, &sum)) {
        return base::fail(Code::invalid, "the value of " + std::string(key) + " would overflow");
      }
      if (!entry) {
        entry = &shard.add(tagged, capacity_, now);
        entry->expires_ms = expiry(now, ttl_ms);
      }
      entry->value = std::to_string(sum);
      return sum;
    });
  }

  base::Result<Limit> limit(std::string_view key, uint32_t max, int64_t window_ms, uint32_t cost) override {
    using Answer = base::Result<Limit>;
    if (window_ms < 1) return base::fail(Code::invalid, "the window of a limit is at least 1 ms");
    window_ms = std::min(window_ms, longest_window_ms);
    return with<Answer>(limit_tag, key, [&](Shard& shard, std::string_view tagged, int64_t now) -> Answer {
      Entry* entry = shard.find(tagged, now);
      if (!entry) {
        entry = &shard.add(tagged, capacity_, now);
        entry->window = std::make_unique<SlidingWindow>();
      }
      const Limit answer = entry->window->take(now, max, window_ms, cost);
      // A use made in an earlier, longer window must still count in it.
      if (answer.allowed) entry->expires_ms = std::max(entry->expires_ms, expiry(now, window_ms));
      // Refused at its first use (the cost is over the limit): nothing to remember, and nothing would end it.
      if (entry->expires_ms == 0) shard.erase(tagged, now);
      return answer;
    });
  }

  base::Status reset_limit(std::string_view key) override {
    return with<base::Status>(limit_tag, key, [](Shard& shard, std::string_view tagged, int64_t now) -> base::Status {
      shard.erase(tagged, now);
      return {};
    });
  }

  base::Status publish(std::string_view channel, std::string_view message) override {
    if (auto status = check_key(channel); !status) return status;
    channels_.publish(channel, message);
    return {};
  }
  base::Result<std::unique_ptr<Subscription>> subscribe(std::string_view channel, Receiver receiver) override {
    if (auto status = check_key(channel); !status) return base::fail(status.error());
    return channels_.subscribe(channel, std::move(receiver));
  }

  base::Result<std::optional<Lock>> lock(std::string_view name, int64_t ttl_ms) override {
    if (auto status = both(check_key(name), check_lock_time(ttl_ms)); !status) return base::fail(status.error());
    return locks_.with([&](MemoryLocks& locks) { return locks.lock(name, ttl_ms, clock_(), base::now_ms() * 1000); });
  }
  base::Result<bool> renew(std::string_view name, int64_t token, int64_t ttl_ms) override {
    if (auto status = both(check_key(name), check_lock_time(ttl_ms)); !status) return base::fail(status.error());
    return locks_.with([&](MemoryLocks& locks) { return locks.renew(name, token, ttl_ms, clock_()); });
  }
  base::Result<bool> unlock(std::string_view name, int64_t token) override {
    if (auto status = check_key(name); !status) return base::fail(status.error());
    return locks_.with([&](MemoryLocks& locks) { return locks.unlock(name, token, clock_()); });
  }

  base::Result<std::string> stream_add(std::string_view stream, std::string_view payload, uint64_t max_len) override {
    if (auto status = check_key(stream); !status) return base::fail(status.error());
    return streams_.add(stream, payload, max_len);
  }
  base::Status stream_group(std::string_view stream, std::string_view group, StreamFrom from) override {
    if (auto status = both(check_key(stream), check_key(group)); !status) return status;
    streams_.make_group(stream, group, from);
    return {};
  }
  base::Result<std::vector<StreamMessage>> stream_read_group(std::string_view stream, std::string_view group,
                                                             std::string_view consumer, uint32_t count,
                                                             int64_t block_ms) override {
    if (auto status = check_reader(stream, group, consumer); !status) return base::fail(status.error());
    return streams_.read(stream, group, std::max(count, 1U), std::clamp<int64_t>(block_ms, 0, longest_block_ms),
                         clock_);
  }
  base::Result<uint64_t> stream_ack(std::string_view stream, std::string_view group,
                                    std::span<const std::string> ids) override {
    if (auto status = both(check_key(stream), check_key(group)); !status) return base::fail(status.error());
    for (const auto& id : ids) {
      if (auto status = check_stream_id(id); !status) return base::fail(status.error());
    }
    return streams_.ack(stream, group, ids);
  }
  base::Result<std::vector<StreamMessage>> stream_claim(std::string_view stream, std::string_view group,
                                                        std::string_view consumer, int64_t idle_ms,
                                                        uint32_t count) override {
    if (auto status = check_reader(stream, group, consumer); !status) return base::fail(status.error());
    return streams_.claim(stream, group, std::max<int64_t>(idle_ms, 0), std::max(count, 1U), clock_());
  }
  base::Result<uint64_t> stream_pending(std::string_view stream, std::string_view group) override {
    if (auto status = both(check_key(stream), check_key(group)); !status) return base::fail(status.error());
    return streams_.pending(stream, group);
  }

  base::Status ping() override { return {}; }
  std::string describe() const override { return "memory of this process"; }

  void sweep() override {
    const int64_t now = clock_();
    for (auto& shard : shards_) shard.with([&](Shard& s) { s.sweep(now); });
  }
  void clear() override {
    for (auto& shard : shards_) shard.with([](Shard& s) { s = Shard(); });
  }
  size_t size() const override {
    size_t total = 0;
    for (const auto& shard : shards_) total += shard.with([](const Shard& s) { return s.size(); });
    return total;
  }

 private:
  static base::Status both(base::Status first, base::Status second) { return first ? std::move(second) : first; }
  static base::Status check_reader(std::string_view stream, std::string_view group, std::string_view consumer) {
    return both(both(check_key(stream), check_key(group)), check_key(consumer));
  }

  template <class Answer, class Use>
  Answer with(char tag, std::string_view key, Use&& use) {
    if (auto status = check_key(key); !status) return base::fail(status.error());
    char buffer[longest_key + 1];
    buffer[0] = tag;
    key.copy(buffer + 1, key.size());
    const std::string_view tagged(buffer, key.size() + 1);
    const int64_t now = clock_();
    auto& shard = shards_[std::hash<std::string_view>{}(tagged) % shards_.size()];
    return shard.with([&](Shard& s) -> Answer { return use(s, tagged, now); });
  }

  base::Clock clock_;
  std::vector<base::Guarded<Shard>> shards_;
  size_t capacity_;
  Channels channels_;
  base::Guarded<MemoryLocks> locks_;
  MemoryStreams streams_;
};

}  // namespace

int64_t steady_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

std::unique_ptr<MemoryStore> make_memory_store(MemoryOptions options) {
  return std::make_unique<Memory>(std::move(options));
}

}  // namespace veza::kv
