// The tables of playlists, who works on them, and the links that show them.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <veza/db.hpp>

#include "playlists/playlist.h"

namespace veza::library {

inline constexpr int64_t most_playlists = 1000;  // of one person
inline constexpr int64_t most_items = 10'000;    // of one playlist
inline constexpr int64_t most_collaborators = 100, most_shares = 50;

struct PlaylistPage {
  std::vector<Playlist> playlists;
  std::optional<std::string> next_cursor;
};

struct Collaborator {
  std::string user_id;
  CollaboratorRole role = CollaboratorRole::viewer;
  int64_t created_at = 0;
};

// Reads: [worker]. The functions that take a Tx: inside its transaction.
class Playlists {
 public:
  explicit Playlists(const Db& db) : db_(db) {}

  // With the role `viewer_id` has in it.
  std::optional<Playlist> find(std::string_view id, std::string_view viewer_id) const;
  using Rule = Access (*)(const Viewer&, const PlaylistOwnership&);
  // The playlist when the rule grants it; otherwise throws HttpError 404 or 403.
  Playlist require(std::string_view id, const Viewer& viewer, Rule rule) const;

  // The newest change first. mine: one's own and those one works on; otherwise the public ones, of `owner_id` when
  // given.
  PlaylistPage list(const Viewer& viewer, bool mine, std::string_view owner_id, int64_t per_page,
                    std::string_view cursor, Problems& problems) const;
  std::vector<Playlist> owned_by(std::string_view user_id) const;

  // With the row locked until the transaction ends, and `revision` and `updated_at` moved on. Nothing: it is gone.
  static std::optional<Playlist> hold(const Tx& tx, std::string_view id, std::string_view viewer_id);
  static int64_t count_owned(const Tx& tx, std::string_view user_id);
  static void insert(const Tx& tx, const Playlist& playlist);
  static void update(const Tx& tx, const Playlist& playlist);
  static bool remove(const Tx& tx, std::string_view id);

  std::vector<Collaborator> collaborators(std::string_view playlist_id) const;
  static std::optional<CollaboratorRole> role_of(const Tx& tx, std::string_view playlist_id, std::string_view user_id);
  // False when there are too many.
  static bool put_collaborator(const Tx& tx, std::string_view playlist_id, std::string_view user_id,
                               CollaboratorRole role, int64_t now);
  static bool remove_collaborator(const Tx& tx, std::string_view playlist_id, std::string_view user_id);

 private:
  const Db& db_;
};

}  // namespace veza::library
