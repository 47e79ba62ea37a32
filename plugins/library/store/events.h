// The library's events; data always names the track and its owner, so that consumers need not ask back.
#pragma once
#include <string>
#include <string_view>

#include <veza/events.hpp>

#include "store/track.h"

namespace veza::library {

inline constexpr std::string_view uploaded_event = "library.track.uploaded.v1";
inline constexpr std::string_view updated_event = "library.track.updated.v1";
inline constexpr std::string_view deleted_event = "library.track.deleted.v1";
inline constexpr std::string_view ready_event = "library.track.ready.v1";
inline constexpr std::string_view failed_event = "library.track.failed.v1";

// {track_id, owner_id, title, visibility, status}, aggregate "track".
inline Event track_event(std::string_view type, const Track& track, std::string_view request_id = {}) {
  Event event;
  event.type = type;
  event.aggregate_type = "track";
  event.aggregate_id = track.id;
  event.correlation_id = request_id;
  event.data = {{"track_id", track.id},
                {"owner_id", track.owner_id},
                {"title", track.title},
                {"visibility", visibility_name(track.visibility)},
                {"status", track.status}};
  return event;
}

}  // namespace veza::library
