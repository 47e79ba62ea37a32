// What people like, hear and follow: the tables library_likes, library_plays and library_follows, and the counts of
// tracks that go with them.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <veza/db.hpp>

#include "rules/visibility.h"

namespace veza::library {

// A row of somebody's likes or history, the newest first.
struct Heard {
  std::string track_id;
  std::string play_id;  // of history
  int64_t at = 0;       // ms since 1970
  int64_t heard_ms = 0;
};
struct HeardPage {
  std::vector<Heard> rows;
  std::optional<std::string> next_cursor;
};

struct Followed {
  std::string id, name;
  int64_t since = 0;
};

struct Play {
  std::string user_id, play_id, track_id;
  int64_t heard_ms = 0;
  std::optional<int64_t> duration_ms;  // of the track
  bool may_count = true;               // false: kept in the history only
};

struct Liked {
  std::string track_id;
  int64_t at = 0;
};

class Listening {
 public:
  explicit Listening(const Db& db) : db_(db) {}

  // Only tracks the viewer may read now. Nothing for a cursor that is none. [worker]
  std::optional<HeardPage> likes(const Viewer& viewer, int64_t per_page, std::string_view cursor) const;
  std::optional<HeardPage> history(const Viewer& viewer, int64_t per_page, std::string_view cursor) const;
  std::vector<Liked> liked_ids(std::string_view user_id, int64_t most) const;
  std::vector<Followed> following(std::string_view user_id) const;

  // In a transaction. True when it changed something; the track's like_count changes along.
  static bool like(const Tx& tx, std::string_view user_id, std::string_view track_id, int64_t now);
  static bool unlike(const Tx& tx, std::string_view user_id, std::string_view track_id);
  static bool follow(const Tx& tx, std::string_view user_id, std::string_view artist_id, int64_t now);
  static bool unfollow(const Tx& tx, std::string_view user_id, std::string_view artist_id);

  enum class Kept {
    counted,        // and play_count is one more
    kept,           // in the history; not heard long enough, or counted before
    another_track,  // the play_id is that of a play of another track
    gone            // the track is
  };
  // Puts the play in the history, or makes one that is there longer. Any number of times.
  static Kept play(const Tx& tx, const Play& play, int64_t now);
  static int64_t clear_history(const Tx& tx, std::string_view user_id);

  // Removes up to `most` rows of what is kept of somebody, counts of likes along; true when there may be more.
  static bool erase(const Tx& tx, std::string_view user_id, int64_t most);

 private:
  std::optional<HeardPage> page(const std::string& table, const std::string& columns, const std::string& id,
                                const Viewer& viewer, int64_t per_page, std::string_view cursor) const;

  const Db& db_;
};

}  // namespace veza::library
