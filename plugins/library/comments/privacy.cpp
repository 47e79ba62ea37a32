#include "comments/privacy.h"

#include <veza/id.hpp>

#include "comments/comments.h"
#include "comments/events.h"

namespace veza::library {
namespace {

constexpr int64_t comments_at_once = 100;

}  // namespace

void write_comments(const Services& services, std::string_view user_id, const Export& out) {
  Json comments = Json::array();
  services.db.query(
      "SELECT c.id, c.track_id, CASE WHEN t.visibility = 'private' AND t.owner_id <> $1 THEN '' ELSE t.title END, "
      "c.parent_id, c.position_ms, c.body, c.created_at, c.edited_at FROM library_comments c "
      "JOIN library_tracks t ON t.id = c.track_id WHERE c.user_id = $1 ORDER BY c.created_at, c.id",
      {user_id}, [&](const Row& row) {
        const auto parent = row.maybe_text(3);
        const auto position = row.maybe_integer(4), edited_at = row.maybe_integer(7);
        comments.push_back({{"id", row.text(0)},
                            {"track_id", row.text(1)},
                            {"title", row.text(2)},
                            {"parent_id", parent ? Json(*parent) : Json()},
                            {"position_ms", position ? Json(*position) : Json()},
                            {"body", row.text(5)},
                            {"created_at", rfc3339(row.integer(6))},
                            {"edited_at", edited_at ? Json(rfc3339(*edited_at)) : Json()}});
      });
  out.json("comments.json", comments);
}

bool erase_comments(const Services& services, const Tx& tx, std::string_view user_id) {
  const auto comments = Comments::of(tx, user_id, comments_at_once);
  for (const Comment& comment : comments) {
    // Its track goes with everything on it.
    const auto track = Tracks::hold(tx, comment.track_id);
    // An answer to oneself is gone with what it answered.
    if (!Comments::find(tx, comment.id)) continue;
    const std::string owner_id = track ? track->owner_id : "";
    for (const Comment& answer : Comments::remove(tx, comment.id)) {
      services.events.emit(tx, comment_event(comment_deleted_event, answer, owner_id));
    }
    services.events.emit(tx, comment_event(comment_deleted_event, comment, owner_id));
  }
  return static_cast<int64_t>(comments.size()) == comments_at_once;
}

}  // namespace veza::library
