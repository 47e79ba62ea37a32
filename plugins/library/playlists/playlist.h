// A playlist as the library keeps it, and as clients see it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include <veza/error.hpp>
#include <veza/json.hpp>

#include "playlists/access.h"
#include "rules/changes.h"

namespace veza::library {

struct Playlist {
  std::string id, owner_id, title;
  std::optional<std::string> description;
  std::string visibility = "private";  // "public" | "unlisted" | "private"
  std::optional<std::string> rules;    // JSON of a smart playlist
  int64_t revision = 1;
  int64_t created_at = 0, updated_at = 0;  // ms since 1970
  // Read along, not kept in its row.
  int64_t item_count = 0;
  CollaboratorRole role = CollaboratorRole::none;  // of whoever asks

  bool is_smart() const { return rules.has_value(); }
  PlaylistOwnership ownership() const { return {owner_id, visibility != "private", role}; }
};

// What a body asks to be changed; nothing: stays.
struct PlaylistChanges {
  std::optional<std::string> title, visibility, rules;
  std::optional<std::optional<std::string>> description;
};

// Everything wrong adds to `problems`. Rules are checked, and kept as they are written again by this program.
PlaylistChanges parse_playlist_changes(const Json& object, Problems& problems);
void apply(const PlaylistChanges& changes, Playlist& playlist);

// The API's Playlist. `can_edit`: whether the viewer may change its items; `can_manage`: the playlist itself.
Json to_json(const Playlist& playlist, const std::string& owner_name, bool can_edit, bool can_manage);

// What the audit log says of it.
Json audit_state(const Playlist& playlist);

}  // namespace veza::library
