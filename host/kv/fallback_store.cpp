#include "kv/fallback_store.h"

#include "kv/outage.h"
#include "kv/rules.h"

namespace veza::kv {
namespace {

using base::Code;

// Failures that say something about Redis, not about the call.
bool is_loss(const base::Error& error) { return error.code == Code::unavailable || error.code == Code::unauthorized; }

class Fallback final : public Store {
 public:
  Fallback(std::unique_ptr<RedisStore> redis, base::Log log, const FallbackOptions& options)
      : redis_(std::move(redis)),
        memory_(make_memory_store(options.memory)),
        outage_(
            {redis_->describe(), options.probe_ms, options.longest_probe_ms}, std::move(log),
            [this] { return redis_->ping(); }, [this] { memory_->clear(); }) {
    if (auto status = redis_->ping(); !status) outage_.lose(0, status.error());
  }

  base::Result<std::optional<std::string>> get(std::string_view key) override {
    return either([&](Store& store) { return store.get(key); });
  }
  base::Status set(std::string_view key, std::string_view value, int64_t ttl_ms) override {
    return either([&](Store& store) { return store.set(key, value, ttl_ms); });
  }
  base::Result<bool> set_if_absent(std::string_view key, std::string_view value, int64_t ttl_ms) override {
    return either([&](Store& store) { return store.set_if_absent(key, value, ttl_ms); });
  }
  base::Result<bool> remove(std::string_view key) override {
    return either([&](Store& store) { return store.remove(key); });
  }
  base::Result<bool> expire(std::string_view key, int64_t ttl_ms) override {
    return either([&](Store& store) { return store.expire(key, ttl_ms); });
  }
  base::Result<int64_t> increment(std::string_view key, int64_t by, int64_t ttl_ms) override {
    return either([&](Store& store) { return store.increment(key, by, ttl_ms); });
  }
  base::Result<Limit> limit(std::string_view key, uint32_t max, int64_t window_ms, uint32_t cost) override {
    return either([&](Store& store) { return store.limit(key, max, window_ms, cost); });
  }
  base::Status reset_limit(std::string_view key) override {
    return either([&](Store& store) { return store.reset_limit(key); });
  }

  // Subscriptions always stand in the Redis store, which delivers to them with and without Redis.
  base::Status publish(std::string_view channel, std::string_view message) override {
    if (auto status = check_key(channel); !status) return status;
    auto status = ask([&](Store& store) { return store.publish(channel, message); });
    if (status || !is_loss(status.error())) return status;
    redis_->publish_here(channel, message);
    return {};
  }
  base::Result<std::unique_ptr<Subscription>> subscribe(std::string_view channel, Receiver receiver) override {
    return redis_->subscribe(channel, std::move(receiver));
  }

  base::Result<std::optional<Lock>> lock(std::string_view name, int64_t ttl_ms) override {
    return ask([&](Store& store) { return store.lock(name, ttl_ms); });
  }
  base::Result<bool> renew(std::string_view name, int64_t token, int64_t ttl_ms) override {
    return ask([&](Store& store) { return store.renew(name, token, ttl_ms); });
  }
  base::Result<bool> unlock(std::string_view name, int64_t token) override {
    return ask([&](Store& store) { return store.unlock(name, token); });
  }

  base::Result<std::string> stream_add(std::string_view stream, std::string_view payload, uint64_t max_len) override {
    return ask([&](Store& store) { return store.stream_add(stream, payload, max_len); });
  }
  base::Status stream_group(std::string_view stream, std::string_view group, StreamFrom from) override {
    return ask([&](Store& store) { return store.stream_group(stream, group, from); });
  }
  base::Result<std::vector<StreamMessage>> stream_read_group(std::string_view stream, std::string_view group,
                                                             std::string_view consumer, uint32_t count,
                                                             int64_t block_ms) override {
    return ask([&](Store& store) { return store.stream_read_group(stream, group, consumer, count, block_ms); });
  }
  base::Result<uint64_t> stream_ack(std::string_view stream, std::string_view group,
                                    std::span<const std::string> ids) override {
    return ask([&](Store& store) { return store.stream_ack(stream, group, ids); });
  }
  base::Result<std::vector<StreamMessage>> stream_claim(std::string_view stream, std::string_view group,
                                                        std::string_view consumer, int64_t idle_ms,
                                                        uint32_t count) override {
    return ask([&](Store& store) { return store.stream_claim(stream, group, consumer, idle_ms, count); });
  }
  base::Result<uint64_t> stream_pending(std::string_view stream, std::string_view group) override {
    return ask([&](Store& store) { return store.stream_pending(stream, group); });
  }

  base::Status ping() override {
    const uint64_t era = outage_.era();
    if (Outage::lost(era)) return {};
    if (auto status = redis_->ping(); !status) outage_.lose(era, status.error());
    return {};
  }
  std::string describe() const override {
    const bool lost = Outage::lost(outage_.era());
    return lost ? memory_->describe() + " instead of " + redis_->describe() : redis_->describe();
  }
  std::string degraded() const override { return outage_.sentence(); }

 private:
  // Redis, or unavailable.
  template <class Call>
  auto ask(Call&& call) -> decltype(call(std::declval<Store&>())) {
    const uint64_t era = outage_.era();
    if (Outage::lost(era)) {
      return base::fail(Code::unavailable, redis_->describe() + " is lost; try again when it is back");
    }
    auto answer = call(*redis_);
    if (!answer && is_loss(answer.error())) outage_.lose(era, answer.error());
    return answer;
  }
  // Redis, or memory.
  template <class Call>
  auto either(Call&& call) -> decltype(call(std::declval<Store&>())) {
    auto answer = ask(call);
    return answer || !is_loss(answer.error()) ? std::move(answer) : call(*memory_);
  }

  std::unique_ptr<RedisStore> redis_;
  std::unique_ptr<MemoryStore> memory_;
  Outage outage_;
};

}  // namespace

std::unique_ptr<Store> make_fallback_store(std::unique_ptr<RedisStore> redis, base::Log log, FallbackOptions options) {
  return std::make_unique<Fallback>(std::move(redis), std::move(log), options);
}

}  // namespace veza::kv
