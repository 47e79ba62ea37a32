#include "kv/redis_streams.h"

namespace veza::kv::redis_streams {
namespace {

using Messages = std::vector<StreamMessage>;

// [[id, [field, value]], …]; a message that was trimmed away while pending has nil for its fields (Redis 6).
Messages messages_of(const redisReply& list) {
  Messages messages;
  for (const redisReply* each : elements_of(list)) {
    const auto parts = elements_of(*each);
    if (parts.size() != 2) continue;
    const auto fields = elements_of(*parts[1]);
    const auto id = text_of(*parts[0]);
    if (!id || fields.size() < 2) continue;
    messages.push_back({std::string(*id), std::string(text_of(*fields[1]).value_or(""))});
  }
  return messages;
}

}  // namespace

base::Result<std::string> add(const RedisClient& redis, const std::string& stream, std::string_view payload,
                              uint64_t max_len) {
  const std::string most = std::to_string(max_len);
  RedisArgs args{"XADD", stream};
  // "~" lets Redis drop whole blocks, which is far cheaper.
  if (max_len > 0) args.insert(args.end(), {"MAXLEN", "~", most});
  args.insert(args.end(), {"*", "p", payload});
  const auto reply = redis.run(args);
  if (!reply) return base::fail(reply.error());
  const auto id = text_of(**reply);
  if (!id) return redis.odd();
  return std::string(*id);
}

base::Status make_group(const RedisClient& redis, const std::string& stream, std::string_view group, StreamFrom from) {
  const auto reply =
      redis.run({"XGROUP", "CREATE", stream, group, from == StreamFrom::beginning ? "0" : "$", "MKSTREAM"});
  if (reply || reply.error().code == base::Code::conflict) return {};
  return base::fail(reply.error());
}

base::Result<Messages> read(const RedisClient& redis, const std::string& stream, std::string_view group,
                            std::string_view consumer, uint32_t count, int64_t block_ms) {
  const std::string most = std::to_string(count), wait = std::to_string(block_ms);
  RedisArgs args{"XREADGROUP", "GROUP", group, consumer, "COUNT", most};
  // In Redis BLOCK 0 is for ever.
  if (block_ms > 0) args.insert(args.end(), {"BLOCK", wait});
  args.insert(args.end(), {"STREAMS", stream, ">"});
  const auto reply = block_ms > 0 ? redis.run_blocking(args, block_ms) : redis.run(args);
  if (!reply) return base::fail(reply.error());
  if (is_nil(**reply)) return Messages{};
  const auto streams = elements_of(**reply);
  if (streams.size() != 1 || elements_of(*streams[0]).size() != 2) return redis.odd();
  return messages_of(*elements_of(*streams[0])[1]);
}

base::Result<uint64_t> ack(const RedisClient& redis, const std::string& stream, std::string_view group,
                           std::span<const std::string> ids) {
  if (ids.empty()) return uint64_t{0};
  RedisArgs args{"XACK", stream, group};
  args.insert(args.end(), ids.begin(), ids.end());
  const auto reply = redis.run(args);
  if (!reply) return base::fail(reply.error());
  const auto count = integer_of(**reply);
  if (!count) return redis.odd();
  return static_cast<uint64_t>(*count);
}

base::Result<Messages> claim(const RedisClient& redis, const std::string& stream, std::string_view group,
                             std::string_view consumer, int64_t idle_ms, uint32_t count) {
  const std::string idle = std::to_string(idle_ms);
  Messages claimed;
  std::string from = "0-0";
  // One XAUTOCLAIM looks at ten times COUNT entries and says where to go on.
  while (claimed.size() < count) {
    const std::string most = std::to_string(count - claimed.size());
    const auto reply = redis.run({"XAUTOCLAIM", stream, group, consumer, idle, from, "COUNT", most});
    if (!reply) return base::fail(reply.error());
    const auto parts = elements_of(**reply);
    const auto next = parts.size() < 2 ? std::nullopt : text_of(*parts[0]);
    if (!next) return redis.odd();
    auto more = messages_of(*parts[1]);
    std::move(more.begin(), more.end(), std::back_inserter(claimed));
    if (*next == "0-0" || *next == from) break;
    from = *next;
  }
  return claimed;
}

base::Result<uint64_t> pending(const RedisClient& redis, const std::string& stream, std::string_view group) {
  const auto reply = redis.run({"XPENDING", stream, group});
  if (!reply) return base::fail(reply.error());
  const auto parts = elements_of(**reply);
  const auto count = parts.empty() ? std::nullopt : integer_of(*parts[0]);
  if (!count) return redis.odd();
  return static_cast<uint64_t>(*count);
}

}  // namespace veza::kv::redis_streams
