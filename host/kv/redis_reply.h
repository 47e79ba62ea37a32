// What Redis answers (RESP2), parsed by hiredis. Every accessor bears a reply of another kind than expected: what
// answers may be no Redis at all.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

struct redisReply;

namespace veza::kv {

struct FreeRedisReply {
  void operator()(redisReply* reply) const;
};
using RedisReply = std::unique_ptr<redisReply, FreeRedisReply>;

bool is_nil(const redisReply& reply);
// The text of a string or a status.
std::optional<std::string_view> text_of(const redisReply& reply);
std::optional<std::string_view> error_of(const redisReply& reply);
std::optional<int64_t> integer_of(const redisReply& reply);
// Empty for anything but an array.
std::span<const redisReply* const> elements_of(const redisReply& reply);

}  // namespace veza::kv
