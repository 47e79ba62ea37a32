#include "kv/memory_locks.h"

#include <algorithm>

namespace veza::kv {

std::optional<Lock> MemoryLocks::lock(std::string_view name, int64_t ttl_ms, int64_t now_ms, int64_t wall_us) {
  // What was never unlocked goes with the next grant; held locks are few.
  std::erase_if(held_, [&](const auto& each) { return each.second.until_ms <= now_ms; });
  if (held_.find(name) != held_.end()) return std::nullopt;
  last_token_ = std::max(last_token_ + 1, wall_us);
  held_.emplace(name, Held{last_token_, now_ms + ttl_ms});
  return Lock{last_token_};
}

MemoryLocks::ByName::iterator MemoryLocks::find(std::string_view name, int64_t token, int64_t now_ms) {
  const auto found = held_.find(name);
  const bool ours = found != held_.end() && found->second.token == token && found->second.until_ms > now_ms;
  return ours ? found : held_.end();
}

bool MemoryLocks::renew(std::string_view name, int64_t token, int64_t ttl_ms, int64_t now_ms) {
  const auto found = find(name, token, now_ms);
  if (found == held_.end()) return false;
  found->second.until_ms = now_ms + ttl_ms;
  return true;
}

bool MemoryLocks::unlock(std::string_view name, int64_t token, int64_t now_ms) {
  const auto found = find(name, token, now_ms);
  if (found == held_.end()) return false;
  held_.erase(found);
  return true;
}

}  // namespace veza::kv
