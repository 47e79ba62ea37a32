#include "kv/redis_scripts.h"

#include <openssl/evp.h>

#include "base/crypto.h"

namespace veza::kv {
namespace {

constexpr std::string_view increment_lua = R"lua(
local made = redis.call('EXISTS', KEYS[1]) == 0
local sum = redis.pcall('INCRBY', KEYS[1], ARGV[1])
if type(sum) == 'table' then return sum end
if made and ARGV[2] ~= '0' then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return redis.call('GET', KEYS[1])
)lua";

constexpr std::string_view limit_lua = R"lua(
local key, max, window, cost = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

local function use_at(index)
  local text = redis.call('LINDEX', key, index)
  if not text then return nil end
  local first, last, count, sum = text:match('^(%d+):(%d+):(%d+):(%d+)$')
  return {first = tonumber(first), last = tonumber(last), count = tonumber(count), sum = tonumber(sum)}
end

local newest = use_at(-1)
if newest and newest.last > now then
  if newest.last - now > window then
    redis.call('DEL', key)
    newest = nil
  else
    now = newest.last
  end
end

local oldest = newest and use_at(0)
while oldest and oldest.last <= now - window do
  redis.call('LPOP', key)
  oldest = use_at(0)
end
local before = 0
local total = 0
if oldest then
  before = oldest.sum - oldest.count
  total = newest.sum - before
else
  newest = nil
end

if total + cost > max then
  local retry = window
  local index = 0
  local use = oldest
  while use do
    if total - (use.sum - before) + cost <= max then
      retry = use.last + window - now
      break
    end
    index = index + 1
    use = use_at(index)
  end
  return {0, math.max(max - total, 0), retry}
end

if cost > 0 then
  local first = now
  local count = cost
  if newest and max > 128 and now - newest.first < math.floor(window / 128) then
    first = newest.first
    count = newest.count + cost
    redis.call('RPOP', key)
  end
  redis.call('RPUSH', key, string.format('%.0f:%.0f:%.0f:%.0f', first, now, count, before + total + cost))
  if redis.call('PTTL', key) < window then
    redis.call('PEXPIRE', key, string.format('%.0f', window))
  end
end
return {1, max - total - cost, 0}
)lua";

constexpr std::string_view lock_lua = R"lua(
if redis.call('EXISTS', KEYS[1]) == 1 then return false end
local time = redis.call('TIME')
local token = tonumber(time[1]) * 1000000 + tonumber(time[2])
token = math.max(token, tonumber(redis.call('GET', KEYS[2]) or '0') + 1)
local text = string.format('%.0f', token)
redis.call('SET', KEYS[2], text)
redis.call('SET', KEYS[1], text, 'PX', ARGV[1])
return text
)lua";

constexpr std::string_view renew_lua = R"lua(
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
)lua";

constexpr std::string_view unlock_lua = R"lua(
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
)lua";

}  // namespace

RedisScript::RedisScript(std::string_view lua) : text(lua) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha1(), nullptr);
  sha1 = base::hex(digest, size);
}

RedisScripts::RedisScripts()
    : increment(increment_lua), limit(limit_lua), lock(lock_lua), renew(renew_lua), unlock(unlock_lua) {}

}  // namespace veza::kv
