// Who may know of, read and change a playlist. Plain rules over plain values.
#pragma once
#include <optional>
#include <string_view>

#include "rules/visibility.h"

namespace veza::library {

// What somebody is to a playlist that is not theirs.
enum class CollaboratorRole { none, viewer, editor };

inline std::string_view collaborator_role_name(CollaboratorRole role) {
  return role == CollaboratorRole::editor ? "editor" : "viewer";
}
inline std::optional<CollaboratorRole> collaborator_role_named(std::string_view name) {
  if (name == "viewer") return CollaboratorRole::viewer;
  if (name == "editor") return CollaboratorRole::editor;
  return std::nullopt;
}

struct PlaylistOwnership {
  std::string_view owner_id;
  bool is_open = false;                            // everybody may read it: public or unlisted
  CollaboratorRole role = CollaboratorRole::none;  // the viewer's
};

inline Access may_read_playlist(const Viewer& viewer, const PlaylistOwnership& playlist) {
  const bool granted =
      playlist.is_open || playlist.role != CollaboratorRole::none || viewer.may("playlist:read", playlist.owner_id);
  return granted ? Access::granted : Access::hidden;
}
// Adding, moving and removing items.
inline Access may_edit_items(const Viewer& viewer, const PlaylistOwnership& playlist) {
  if (playlist.role == CollaboratorRole::editor || viewer.may("playlist:update", playlist.owner_id))
    return Access::granted;
  return may_read_playlist(viewer, playlist) == Access::granted ? Access::forbidden : Access::hidden;
}
// Its title, who may see it, its links, who else works on it.
inline Access may_manage_playlist(const Viewer& viewer, const PlaylistOwnership& playlist) {
  if (viewer.may("playlist:update", playlist.owner_id)) return Access::granted;
  return may_read_playlist(viewer, playlist) == Access::granted ? Access::forbidden : Access::hidden;
}
inline Access may_delete_playlist(const Viewer& viewer, const PlaylistOwnership& playlist) {
  if (viewer.may("playlist:delete", playlist.owner_id)) return Access::granted;
  return may_read_playlist(viewer, playlist) == Access::granted ? Access::forbidden : Access::hidden;
}

}  // namespace veza::library
