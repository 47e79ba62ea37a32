// The streams of the store as Redis Streams: XADD, XGROUP, XREADGROUP, XACK, XAUTOCLAIM, XPENDING. Each message has one
// field, "p".
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "kv/redis_client.h"
#include "kv/store.h"

namespace veza::kv {

// Arguments were checked; `stream` is the whole key. See store.h. [any thread]
namespace redis_streams {

base::Result<std::string> add(const RedisClient& redis, const std::string& stream, std::string_view payload,
                              uint64_t max_len);
base::Status make_group(const RedisClient& redis, const std::string& stream, std::string_view group, StreamFrom from);
base::Result<std::vector<StreamMessage>> read(const RedisClient& redis, const std::string& stream,
                                              std::string_view group, std::string_view consumer, uint32_t count,
                                              int64_t block_ms);
base::Result<uint64_t> ack(const RedisClient& redis, const std::string& stream, std::string_view group,
                           std::span<const std::string> ids);
base::Result<std::vector<StreamMessage>> claim(const RedisClient& redis, const std::string& stream,
                                               std::string_view group, std::string_view consumer, int64_t idle_ms,
                                               uint32_t count);
base::Result<uint64_t> pending(const RedisClient& redis, const std::string& stream, std::string_view group);

}  // namespace redis_streams
}  // namespace veza::kv
