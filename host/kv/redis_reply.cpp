#include "kv/redis_reply.h"

#include <hiredis/hiredis.h>

namespace veza::kv {

void FreeRedisReply::operator()(redisReply* reply) const { freeReplyObject(reply); }

bool is_nil(const redisReply& reply) { return reply.type == REDIS_REPLY_NIL; }

std::optional<std::string_view> text_of(const redisReply& reply) {
  if (reply.type != REDIS_REPLY_STRING && reply.type != REDIS_REPLY_STATUS) return std::nullopt;
  return std::string_view(reply.str, reply.len);
}

std::optional<std::string_view> error_of(const redisReply& reply) {
  if (reply.type != REDIS_REPLY_ERROR) return std::nullopt;
  return std::string_view(reply.str, reply.len);
}

std::optional<int64_t> integer_of(const redisReply& reply) {
  if (reply.type != REDIS_REPLY_INTEGER) return std::nullopt;
  return reply.integer;
}

std::span<const redisReply* const> elements_of(const redisReply& reply) {
  if (reply.type != REDIS_REPLY_ARRAY || reply.elements == 0) return {};
  return {reply.element, reply.elements};
}

}  // namespace veza::kv
