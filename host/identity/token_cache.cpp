#include "identity/token_cache.h"

#include <algorithm>

namespace veza::identity {

TokenCache::TokenCache(size_t capacity) : per_shard_(std::max<size_t>(1, capacity / shard_count)) {}

// The end of a token is the end of its signature: as good as random, and cheap to look at.
size_t TokenCache::shard_of(std::string_view token) {
  size_t sum = 0;
  for (const char c : token.substr(token.size() - std::min<size_t>(token.size(), 4), 4))
    sum = sum * 31 + static_cast<unsigned char>(c);
  return sum % shard_count;
}

std::optional<VerifiedToken> TokenCache::find(std::string_view token) {
  return shards_[shard_of(token)].with([&](Shard& shard) -> std::optional<VerifiedToken> {
    const auto found = shard.index.find(token);
    if (found == shard.index.end()) return std::nullopt;
    shard.order.splice(shard.order.begin(), shard.order, found->second);
    return found->second->verified;
  });
}

void TokenCache::put(std::string token, VerifiedToken verified) {
  shards_[shard_of(token)].with([&](Shard& shard) {
    if (const auto found = shard.index.find(token); found != shard.index.end()) {
      found->second->verified = std::move(verified);
      return;
    }
    if (shard.order.size() >= per_shard_) {
      shard.index.erase(shard.order.back().token);
      shard.order.pop_back();
    }
    shard.order.push_front({std::move(token), std::move(verified)});
    shard.index.emplace(shard.order.front().token, shard.order.begin());
  });
}

void TokenCache::clear() {
  for (auto& guarded : shards_)
    guarded.with([](Shard& shard) {
      shard.index.clear();
      shard.order.clear();
    });
}

}  // namespace veza::identity
