// The personal access tokens that hold, in memory: every request that shows one is decided here, without the database.
#pragma once
#include <atomic>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/guarded.h"
#include "http/principal.h"
#include "http/problem.h"
#include "identity/role_book.h"
#include "identity/token_store.h"

namespace veza::identity {

// Any thread. The role book outlives it.
class LivingTokens {
 public:
  LivingTokens(const RoleBook& roles, base::Clock clock) : roles_(roles), clock_(std::move(clock)) {}

  // Whether check() is to be asked: the text begins as these tokens do.
  static bool looks_like_one(std::string_view text) { return text.starts_with(personal_token_prefix); }

  // Who shows the token. The principal may do what both its owner's role and the token's scopes allow; its sid is the
  // token's id, which is no session's. Refusals, 401: token_invalid (no such token, or revoked), token_expired. About a
  // microsecond: a CRC, a SHA-256 and a look-up.
  http::Answer<http::PrincipalPtr> check(std::string_view text);

  // Adds it, or takes it out when it was revoked. What is known of its uses stays.
  void put(const StoredToken& stored);
  void revoke(const std::string& id);
  // Every token of the owner's says so from now on.
  void set_owner(const std::string& user_id, std::string_view username, std::string_view role);
  void set_role(const std::string& user_id, std::string_view role) { set_owner(user_id, {}, role); }
  // Takes out what is not among `all`, the living ones as they were at `asked_at`; returns the ids.
  std::vector<std::string> keep_only(const std::vector<StoredToken>& all, int64_t asked_at);
  // Those that expired since this was last asked.
  std::vector<std::string> take_expired();
  // Forgets those that expired a day ago: until then they are told so.
  void sweep();
  size_t size() const;

  // Uses to be written down, token by token: those whose last written use is `apart_ms` ago or more. They count as
  // written then.
  std::vector<std::pair<std::string, int64_t>> take_uses(int64_t apart_ms);

 private:
  struct Entry {
    std::string id, user_id, username, role;
    std::vector<std::string> scopes;
    int64_t added_at = 0, expires_at = 0;
    int64_t used_at = 0, written_at = 0;
    http::PrincipalPtr principal;  // null: to be made
    uint64_t generation = 0;       // of the roles it was made from
    bool over = false;             // take_expired() has told
  };
  // The hash is as good as random already.
  struct Hash {
    size_t operator()(const TokenHash& hash) const {
      size_t out = 0;
      std::memcpy(&out, hash.data(), sizeof out);
      return out;
    }
  };
  using Entries = std::unordered_map<TokenHash, Entry, Hash>;
  void make_principal(Entry& entry) const;

  const RoleBook& roles_;
  const base::Clock clock_;
  base::Guarded<Entries> entries_;
};

}  // namespace veza::identity
