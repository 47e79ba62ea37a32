#include "kv/redis_store.h"

#include "base/text.h"
#include "kv/redis_client.h"
#include "kv/redis_errors.h"
#include "kv/redis_streams.h"
#include "kv/redis_subscriber.h"
#include "kv/rules.h"

namespace veza::kv {
namespace {

using base::Code;
using Text = std::optional<std::string>;

constexpr size_t longest_prefix = 64;

class Redis final : public RedisStore {
 public:
  Redis(const std::shared_ptr<const RedisEndpoint>& endpoint, const RedisOptions& options)
      : redis_(endpoint, options.connections, options.command_timeout_ms),
        prefix_(options.prefix),
        command_timeout_ms_(options.command_timeout_ms),
        connect_timeout_ms_(options.connect_timeout_ms),
        subscriber_(endpoint, prefix_ + "c:", options.connect_timeout_ms) {}

  base::Result<Text> get(std::string_view key) override {
    if (auto status = check_key(key); !status) return base::fail(status.error());
    const auto reply = redis_.run({"GET", value_key(key)});
    if (!reply) return base::fail(reply.error());
    if (is_nil(**reply)) return Text();
    const auto text = text_of(**reply);
    if (!text) return redis_.odd();
    return Text(*text);
  }

  base::Status set(std::string_view key, std::string_view value, int64_t ttl_ms) override {
    const auto done = put(key, value, ttl_ms, false);
    return done ? base::Status() : base::fail(done.error());
  }
  base::Result<bool> set_if_absent(std::string_view key, std::string_view value, int64_t ttl_ms) override {
    return put(key, value, ttl_ms, true);
  }

  base::Result<bool> remove(std::string_view key) override {
    if (auto status = check_key(key); !status) return base::fail(status.error());
    return flag(redis_.run({"DEL", value_key(key)}));
  }

  base::Result<bool> expire(std::string_view key, int64_t ttl_ms) override {
    if (auto status = check_key(key); !status) return base::fail(status.error());
    const std::string name = value_key(key);
    if (lasting(ttl_ms) > 0) return flag(redis_.run({"PEXPIRE", name, std::to_string(ttl_ms)}));
    // PERSIST says 0 for a key that lives for ever already.
    if (const auto reply = redis_.run({"PERSIST", name}); !reply) return base::fail(reply.error());
    return flag(redis_.run({"EXISTS", name}));
  }

  base::Result<int64_t> increment(std::string_view key, int64_t by, int64_t ttl_ms) override {
    if (auto status = check_key(key); !status) return base::fail(status.error());
    const auto reply =
        redis_.eval(scripts_.increment, {value_key(key)}, {std::to_string(by), std::to_string(lasting(ttl_ms))});
    if (!reply && reply.error().code == Code::invalid) {
      return base::fail(Code::invalid, "the value of " + std::string(key) + " is not an integer, or would overflow");
    }
    return number(reply);
  }

  base::Result<Limit> limit(std::string_view key, uint32_t max, int64_t window_ms, uint32_t cost) override {
    if (auto status = check_key(key); !status) return base::fail(status.error());
    if (window_ms < 1) return base::fail(Code::invalid, "the window of a limit is at least 1 ms");
    const auto reply = redis_.eval(
        scripts_.limit, {limit_key(key)},
        {std::to_string(max), std::to_string(std::min(window_ms, longest_window_ms)), std::to_string(cost)});
    if (!reply) return base::fail(reply.error());
    const auto parts = elements_of(**reply);
    if (parts.size() != 3) return redis_.odd();
    const auto allowed = integer_of(*parts[0]), remaining = integer_of(*parts[1]), retry = integer_of(*parts[2]);
    if (!allowed || !remaining || !retry) return redis_.odd();
    return Limit{*allowed == 1, static_cast<uint32_t>(*remaining), *retry};
  }

  base::Status reset_limit(std::string_view key) override {
    if (auto status = check_key(key); !status) return status;
    return done(redis_.run({"DEL", limit_key(key)}));
  }

  base::Status publish(std::string_view channel, std::string_view message) override {
    if (auto status = check_key(channel); !status) return status;
    return done(redis_.run({"PUBLISH", name("c:", channel), message}));
  }
  base::Result<std::unique_ptr<Subscription>> subscribe(std::string_view channel, Receiver receiver) override {
    if (auto status = check_key(channel); !status) return base::fail(status.error());
    return subscriber_.subscribe(channel, std::move(receiver), command_timeout_ms_);
  }
  void publish_here(std::string_view channel, std::string_view message) override {
    subscriber_.publish_here(channel, message);
  }

  base::Result<std::optional<Lock>> lock(std::string_view key, int64_t ttl_ms) override {
    if (auto status = check_key(key); !status) return base::fail(status.error());
    if (auto status = check_lock_time(ttl_ms); !status) return base::fail(status.error());
    const auto reply = redis_.eval(scripts_.lock, {lock_key(key), prefix_ + "token"}, {std::to_string(ttl_ms)});
    if (reply && is_nil(**reply)) return std::optional<Lock>();
    const auto token = number(reply);
    if (!token) return base::fail(token.error());
    return std::optional<Lock>(Lock{*token});
  }
  base::Result<bool> renew(std::string_view key, int64_t token, int64_t ttl_ms) override {
    if (auto status = check_key(key); !status) return base::fail(status.error());
    if (auto status = check_lock_time(ttl_ms); !status) return base::fail(status.error());
    return flag(redis_.eval(scripts_.renew, {lock_key(key)}, {std::to_string(token), std::to_string(ttl_ms)}));
  }
  base::Result<bool> unlock(std::string_view key, int64_t token) override {
    if (auto status = check_key(key); !status) return base::fail(status.error());
    return flag(redis_.eval(scripts_.unlock, {lock_key(key)}, {std::to_string(token)}));
  }

  base::Result<std::string> stream_add(std::string_view stream, std::string_view payload, uint64_t max_len) override {
    if (auto status = check_key(stream); !status) return base::fail(status.error());
    return redis_streams::add(redis_, stream_key(stream), payload, max_len);
  }
  base::Status stream_group(std::string_view stream, std::string_view group, StreamFrom from) override {
    if (auto status = check_keys({stream, group}); !status) return status;
    return redis_streams::make_group(redis_, stream_key(stream), group, from);
  }
  base::Result<std::vector<StreamMessage>> stream_read_group(std::string_view stream, std::string_view group,
                                                             std::string_view consumer, uint32_t count,
                                                             int64_t block_ms) override {
    if (auto status = check_keys({stream, group, consumer}); !status) return base::fail(status.error());
    return redis_streams::read(redis_, stream_key(stream), group, consumer, std::max(count, 1U),
                               std::clamp<int64_t>(block_ms, 0, longest_block_ms));
  }
  base::Result<uint64_t> stream_ack(std::string_view stream, std::string_view group,
                                    std::span<const std::string> ids) override {
    if (auto status = check_keys({stream, group}); !status) return base::fail(status.error());
    for (const auto& id : ids) {
      if (auto status = check_stream_id(id); !status) return base::fail(status.error());
    }
    return redis_streams::ack(redis_, stream_key(stream), group, ids);
  }
  base::Result<std::vector<StreamMessage>> stream_claim(std::string_view stream, std::string_view group,
                                                        std::string_view consumer, int64_t idle_ms,
                                                        uint32_t count) override {
    if (auto status = check_keys({stream, group, consumer}); !status) return base::fail(status.error());
    return redis_streams::claim(redis_, stream_key(stream), group, consumer, std::max<int64_t>(idle_ms, 0),
                                std::max(count, 1U));
  }
  base::Result<uint64_t> stream_pending(std::string_view stream, std::string_view group) override {
    if (auto status = check_keys({stream, group}); !status) return base::fail(status.error());
    return redis_streams::pending(redis_, stream_key(stream), group);
  }

  base::Status ping() override {
    Patience patience(connect_timeout_ms_);
    const auto reply = redis_.eval(scripts_.increment, {prefix_ + "ping"}, {"1", "60000"}, patience);
    if (const auto count = number(reply); !count) return base::fail(count.error());
    if (subscriber_.ready(connect_timeout_ms_)) return {};
    return base::fail(Code::unavailable, describe() + " does not take our subscriptions; look at its log");
  }
  std::string describe() const override { return redis_.endpoint().name(); }

 private:
  std::string name(std::string_view kind, std::string_view key) const {
    return prefix_ + std::string(kind) + std::string(key);
  }
  std::string value_key(std::string_view key) const { return name("v:", key); }
  std::string limit_key(std::string_view key) const { return name("l:", key); }
  std::string lock_key(std::string_view key) const { return name("k:", key); }
  std::string stream_key(std::string_view key) const { return name("s:", key); }

  static base::Status check_keys(std::initializer_list<std::string_view> keys) {
    for (const auto key : keys) {
      if (auto status = check_key(key); !status) return status;
    }
    return {};
  }

  base::Result<bool> put(std::string_view key, std::string_view value, int64_t ttl_ms, bool only_new) {
    if (auto status = check_key(key); !status) return base::fail(status.error());
    const std::string name = value_key(key), time = std::to_string(ttl_ms);
    RedisArgs args{"SET", name, value};
    if (only_new) args.push_back("NX");
    if (lasting(ttl_ms) > 0) args.insert(args.end(), {"PX", time});
    const auto reply = redis_.run(args);
    if (!reply) return base::fail(reply.error());
    if (!is_nil(**reply) && text_of(**reply) != "OK") return redis_.odd();
    return !is_nil(**reply);
  }

  base::Status done(const base::Result<RedisReply>& reply) const {
    if (!reply) return base::fail(reply.error());
    if (!integer_of(**reply)) return redis_.odd();
    return {};
  }
  base::Result<bool> flag(const base::Result<RedisReply>& reply) const {
    if (auto status = done(reply); !status) return base::fail(status.error());
    return *integer_of(**reply) > 0;
  }
  // A decimal number in a text.
  base::Result<int64_t> number(const base::Result<RedisReply>& reply) const {
    if (!reply) return base::fail(reply.error());
    const auto value = base::to_int(text_of(**reply).value_or(""));
    if (!value) return redis_.odd();
    return *value;
  }

  const RedisScripts scripts_;
  RedisClient redis_;
  const std::string prefix_;
  const int64_t command_timeout_ms_, connect_timeout_ms_;
  RedisSubscriber subscriber_;
};

}  // namespace

base::Result<std::unique_ptr<RedisStore>> open_redis(const RedisOptions& options) {
  auto target = parse_redis_url(options.url);
  if (!target) return base::fail(target.error());
  if (options.prefix.size() > longest_prefix) {
    return base::fail(Code::invalid,
                      "the prefix of keys in Redis is at most 64 bytes, not " + std::to_string(options.prefix.size()));
  }
  auto endpoint = RedisEndpoint::make(std::move(*target), options.ca_file);
  if (!endpoint) return base::fail(endpoint.error());
  return std::make_unique<Redis>(*endpoint, options);
}

}  // namespace veza::kv
