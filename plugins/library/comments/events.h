// Events of comments; data names the comment, its track and its author, and not what it says: that may be taken back.
#pragma once
#include <string_view>

#include <veza/events.hpp>

#include "comments/comment.h"

namespace veza::library {

inline constexpr std::string_view comment_created_event = "library.comment.created.v1";
inline constexpr std::string_view comment_deleted_event = "library.comment.deleted.v1";

// {comment_id, track_id, track_owner_id, user_id, parent_id, position_ms}, aggregate "comment".
inline Event comment_event(std::string_view type, const Comment& comment, std::string_view track_owner_id,
                           std::string_view request_id = {}) {
  Event event;
  event.type = type;
  event.aggregate_type = "comment";
  event.aggregate_id = comment.id;
  event.correlation_id = request_id;
  event.data = {{"comment_id", comment.id},
                {"track_id", comment.track_id},
                {"track_owner_id", track_owner_id},
                {"user_id", comment.user_id},
                {"parent_id", comment.parent_id ? Json(*comment.parent_id) : Json()},
                {"position_ms", comment.position_ms ? Json(*comment.position_ms) : Json()}};
  return event;
}

}  // namespace veza::library
