#include "redis_clock.h"

#include <stdexcept>

namespace veza::kv {
namespace {

constexpr std::string_view shift_lua = R"lua(
local ms = tonumber(ARGV[2])
local function older_uses(key)
  for index, text in ipairs(redis.call('LRANGE', key, 0, -1)) do
    local first, last, rest = text:match('^(%d+):(%d+):(.*)$')
    redis.call('LSET', key, index - 1, string.format('%.0f:%.0f:%s', first - ms, last - ms, rest))
  end
end
local function older_messages(key)
  for _, group in ipairs(redis.call('XINFO', 'GROUPS', key)) do
    for _, each in ipairs(redis.call('XPENDING', key, group[2], '-', '+', 1000)) do
      redis.call('XCLAIM', key, group[2], each[2], 0, each[1], 'IDLE', string.format('%.0f', each[3] + ms), 'JUSTID')
    end
  end
end
for _, key in ipairs(redis.call('KEYS', ARGV[1] .. '*')) do
  local ttl = redis.call('PTTL', key)
  local kind = redis.call('TYPE', key).ok
  if ttl >= 0 and ttl <= ms then
    redis.call('DEL', key)
  else
    if ttl >= 0 then redis.call('PEXPIRE', key, string.format('%.0f', ttl - ms)) end
    if kind == 'list' then older_uses(key) end
    if kind == 'stream' then older_messages(key) end
  end
end
return 1
)lua";

}  // namespace

RedisClock::RedisClock(const std::string& url, std::string prefix)
    : prefix_(std::move(prefix)),
      client_(std::make_unique<RedisClient>(RedisEndpoint::make(parse_redis_url(url).value(), "").value(), 1, 20'000)),
      shift_(shift_lua) {}

void RedisClock::pass(int64_t ms) {
  const auto shifted = client_->eval(shift_, {}, {prefix_, std::to_string(ms)});
  if (!shifted) throw std::runtime_error(shifted.error().message);
}

size_t RedisClock::keys() const { return elements_of(*client_->run({"KEYS", prefix_ + "*"}).value()).size(); }

}  // namespace veza::kv
