// Sessions in the database, and the rule that judges a refresh.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/database.h"

namespace veza::identity {

inline constexpr int64_t session_days = 30;
inline constexpr int64_t remembered_session_days = 90;
// For so long after a rotation the token before it is taken for a second tab's, not for a thief's.
inline constexpr int64_t refresh_grace_ms = 10'000;

struct Session {
  std::string id, user_id;
  std::string refresh_hash;
  std::optional<std::string> previous_refresh_hash;
  int64_t refreshed_at = 0, created_at = 0, expires_at = 0, last_seen_at = 0;  // epoch milliseconds
  std::string user_agent, ip;
  bool remember = false;
  std::optional<int64_t> revoked_at;
  int64_t authenticated_at = 0;  // when its owner last proved who they are; refreshing proves nothing
};

// How long a session lasts without being refreshed.
int64_t session_lifetime_ms(bool remember);

enum class RefreshVerdict {
  rotate,    // the current token: give a new one
  conflict,  // the one before, moments after the rotation: another tab was first
  reused,    // an older one: somebody has a copy; end the session
  revoked,
  expired,
};
// What presenting a genuine token with this hash means. Plain function.
RefreshVerdict judge_refresh(const Session& session, std::string_view hash, int64_t now_ms);

base::Result<std::optional<Session>> find_session(data::Transaction& tx, std::string_view id);
base::Status insert_session(data::Transaction& tx, const Session& session);
// Replaces the refresh hash, moves the expiry on and records who was seen.
base::Status rotate_session(data::Transaction& tx, const Session& session, std::string_view new_hash,
                            std::string_view ip, std::string_view user_agent, int64_t now_ms);
// When the owner of this living session last proved who they are; nothing when it has ended.
base::Result<std::optional<int64_t>> authenticated_at(data::Session& session, std::string_view sid);
// The owner has just proved it again. Whether there was a living one.
base::Result<bool> store_authentication(data::Transaction& tx, std::string_view sid, int64_t now_ms);
// Whether there was a living one.
base::Result<bool> revoke_session(data::Transaction& tx, std::string_view id, std::string_view because, int64_t now_ms);
// Ends all of the user's but `keep` (empty: all); calls `on_each` with each id.
base::Status revoke_sessions_of(data::Transaction& tx, std::string_view user_id, std::string_view because,
                                int64_t now_ms, const std::function<void(std::string)>& on_each,
                                std::string_view keep = {});
// Those that go on, the one used last first.
base::Result<std::vector<Session>> list_sessions(data::Session& session, std::string_view user_id, int64_t now_ms);
// The addresses the account was last used from in each of its sessions, over or not, that have not been pruned.
base::Status each_session_address(data::Session& session, std::string_view user_id,
                                  const std::function<void(std::string_view)>& each);
// Removes sessions that have been over since `before_ms`.
base::Result<int64_t> prune_sessions(data::Transaction& tx, int64_t before_ms);

}  // namespace veza::identity
