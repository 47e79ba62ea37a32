// What somebody says of a track, or of a moment in it: plain text. Answers are one level deep.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include <veza/json.hpp>

#include "rules/changes.h"
#include "rules/visibility.h"

namespace veza::library {

struct Comment {
  std::string id, track_id, user_id;
  std::optional<std::string> parent_id;  // what it answers
  std::optional<int64_t> position_ms;    // nothing: about the whole track
  std::string body;
  int64_t created_at = 0;  // ms since 1970
  std::optional<int64_t> edited_at;
  int64_t reply_count = 0;  // read along, not kept in its row
};

inline constexpr size_t longest_comment = 2000;  // characters

// What a body says of a new comment on a track of that length (nothing: not known yet): body, position_ms, parent_id.
// Everything wrong adds to `problems`.
Comment parse_new_comment(const Json& object, std::optional<int64_t> duration_ms, Problems& problems);
// The text that a body changes a comment to: its one field, body.
std::string parse_comment_change(const Json& object, Problems& problems);

// Its own people edit it; they, the track's owner and moderators remove it.
inline bool may_edit_comment(const Viewer& viewer, const Comment& comment) {
  return viewer.may("comment:update", comment.user_id);
}
inline bool may_delete_comment(const Viewer& viewer, const Comment& comment, std::string_view track_owner_id) {
  return viewer.may("comment:delete", comment.user_id) || viewer.may("comment:delete", track_owner_id);
}

// The API's Comment. `author` may be empty when the account is gone.
Json to_json(const Comment& comment, const std::string& author, const Viewer& viewer, std::string_view track_owner_id);

// What the audit log says of one that somebody else removed: whose it was, and not what it said, which its author may
// have forgotten.
Json audit_state(const Comment& comment);

}  // namespace veza::library
