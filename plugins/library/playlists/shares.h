// Links that show a playlist to whoever has them. Only the hash of a link's token is kept.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <veza/db.hpp>

#include "playlists/access.h"

namespace veza::library {

struct Share {
  std::string id, playlist_id;
  CollaboratorRole role = CollaboratorRole::none;  // what somebody becomes who joins by it; none: it only shows
  int64_t created_at = 0;
  std::optional<int64_t> expires_at, last_used_at;  // ms since 1970
  int64_t uses = 0;
};

// 32 random bytes, base64url. Throws Error when the system has none.
std::string new_share_token();
std::string share_token_hash(std::string_view token);  // SHA-256, hex

class Shares {
 public:
  explicit Shares(const Db& db) : db_(db) {}

  // The link, unless it is revoked or has expired. [worker]
  std::optional<Share> find(std::string_view token, int64_t now) const;
  // The oldest first. [worker]
  std::vector<Share> of(std::string_view playlist_id) const;

  // False when the playlist has too many. Those that have expired make room.
  static bool insert(const Tx& tx, const Share& share, std::string_view token);
  static bool remove(const Tx& tx, std::string_view playlist_id, std::string_view share_id);
  // Whether the link is there yet, for what is done by it.
  static bool holds(const Tx& tx, std::string_view share_id, int64_t now);
  static void count_use(const Tx& tx, std::string_view share_id, int64_t now);

 private:
  const Db& db_;
};

}  // namespace veza::library
