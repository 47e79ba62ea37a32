// Access tokens whose signature has been verified, so that it is computed once a token and not once a request (an RSA
// verification costs about 30 µs, a hit here well under one).
#pragma once
#include <array>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/guarded.h"
#include "http/principal.h"

namespace veza::identity {

struct VerifiedToken {
  http::PrincipalPtr principal;
  int64_t expires_ms = 0;
  int64_t issued_ms = 0;
  uint64_t generation = 0;  // of the roles the principal was made from
};

// Least recently used goes first. Keyed by the whole token, so only the very bytes that were verified hit. Any thread.
class TokenCache {
 public:
  explicit TokenCache(size_t capacity = 4096);
  std::optional<VerifiedToken> find(std::string_view token);
  // Replaces what is there.
  void put(std::string token, VerifiedToken verified);
  void clear();

 private:
  struct Entry {
    std::string token;
    VerifiedToken verified;
  };
  struct Shard {
    std::list<Entry> order;  // most recently used first
    std::unordered_map<std::string_view, std::list<Entry>::iterator> index;
  };
  static constexpr size_t shard_count = 16;
  static size_t shard_of(std::string_view token);

  const size_t per_shard_;
  std::array<base::Guarded<Shard>, shard_count> shards_;
};

}  // namespace veza::identity
