// Events of playlists; data names the playlist and its owner.
#pragma once
#include <string_view>

#include <veza/events.hpp>

#include "playlists/playlist.h"

namespace veza::library {

inline constexpr std::string_view playlist_created_event = "library.playlist.created.v1";
inline constexpr std::string_view playlist_updated_event = "library.playlist.updated.v1";
inline constexpr std::string_view playlist_deleted_event = "library.playlist.deleted.v1";

// {playlist_id, owner_id, title, visibility}, aggregate "playlist".
inline Event playlist_event(std::string_view type, const Playlist& playlist, std::string_view request_id = {}) {
  Event event;
  event.type = type;
  event.aggregate_type = "playlist";
  event.aggregate_id = playlist.id;
  event.correlation_id = request_id;
  event.data = {{"playlist_id", playlist.id},
                {"owner_id", playlist.owner_id},
                {"title", playlist.title},
                {"visibility", playlist.visibility}};
  return event;
}

}  // namespace veza::library
