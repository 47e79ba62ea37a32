#include "listening/listening.h"

#include <veza/id.hpp>

#include "listening/play_rules.h"
#include "playlists/visible.h"
#include "rules/cursor.h"
#include "search/index.h"

namespace veza::library {
namespace {

constexpr std::string_view order = "-created_at";

}  // namespace

std::optional<HeardPage> Listening::page(const std::string& table, const std::string& columns, const std::string& id,
                                         const Viewer& viewer, int64_t per_page, std::string_view cursor) const {
  std::optional<Cursor> after;
  if (!cursor.empty() && !(after = decode_cursor(order, cursor))) return std::nullopt;
  std::vector<std::string> values{std::string(viewer.user_id)};
  const std::string seen = readable_tracks_of(viewer, values);
  Params params(values.begin(), values.end());
  std::string here;
  if (after) {
    params.emplace_back(std::get<int64_t>(after->value));
    params.emplace_back(after->id);
    here = " AND (r.created_at, r." + id + ") < ($" + std::to_string(params.size() - 1) + ", $" +
           std::to_string(params.size()) + ")";
  }
  HeardPage out;
  db_.query("SELECT " + columns + " FROM " + table +
                " r JOIN library_tracks t ON t.id = r.track_id WHERE r.user_id = $1 "
                "AND " +
                seen + here + " ORDER BY r.created_at DESC, r." + id + " DESC LIMIT " + std::to_string(per_page + 1),
            params, [&](const Row& row) {
              out.rows.push_back({row.text(0), row.text(1), row.integer(2), row.integer(3)});
            });
  if (static_cast<int64_t>(out.rows.size()) > per_page) {
    out.rows.pop_back();
    const Heard& last = out.rows.back();
    out.next_cursor = encode_cursor(order, {last.at, id == "play_id" ? last.play_id : last.track_id});
  }
  return out;
}

std::optional<HeardPage> Listening::likes(const Viewer& viewer, int64_t per_page, std::string_view cursor) const {
  return page("library_likes", "r.track_id, '', r.created_at, 0", "track_id", viewer, per_page, cursor);
}

std::optional<HeardPage> Listening::history(const Viewer& viewer, int64_t per_page, std::string_view cursor) const {
  return page("library_plays", "r.track_id, r.play_id, r.created_at, r.heard_ms", "play_id", viewer, per_page, cursor);
}

std::vector<Liked> Listening::liked_ids(std::string_view user_id, int64_t most) const {
  std::vector<Liked> out;
  db_.query(
      "SELECT track_id, created_at FROM library_likes WHERE user_id = $1 ORDER BY created_at DESC, track_id DESC "
      "LIMIT $2",
      {user_id, most}, [&](const Row& row) {
        out.push_back({row.text(0), row.integer(1)});
      });
  return out;
}

std::vector<Followed> Listening::following(std::string_view user_id) const {
  std::vector<Followed> out;
  db_.query(
      "SELECT a.id, a.name, f.created_at FROM library_follows f JOIN library_artists a ON a.id = f.artist_id "
      "WHERE f.user_id = $1 ORDER BY f.created_at DESC, a.id DESC",
      {user_id}, [&](const Row& row) {
        out.push_back({row.text(0), row.text(1), row.integer(2)});
      });
  return out;
}

bool Listening::like(const Tx& tx, std::string_view user_id, std::string_view track_id, int64_t now) {
  // Takes the track's row first: two likes of one track come one after the other.
  if (tx.execute("UPDATE library_tracks SET like_count = like_count WHERE id = $1", {track_id}) == 0) return false;
  if (tx.execute("INSERT INTO library_likes (user_id, track_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                 {user_id, track_id, now}) == 0) {
    return false;
  }
  tx.execute("UPDATE library_tracks SET like_count = like_count + 1 WHERE id = $1", {track_id});
  return true;
}

bool Listening::unlike(const Tx& tx, std::string_view user_id, std::string_view track_id) {
  tx.execute("UPDATE library_tracks SET like_count = like_count WHERE id = $1", {track_id});
  if (tx.execute("DELETE FROM library_likes WHERE user_id = $1 AND track_id = $2", {user_id, track_id}) == 0) {
    return false;
  }
  tx.execute("UPDATE library_tracks SET like_count = like_count - 1 WHERE id = $1", {track_id});
  return true;
}

bool Listening::follow(const Tx& tx, std::string_view user_id, std::string_view artist_id, int64_t now) {
  return tx.execute(
             "INSERT INTO library_follows (user_id, artist_id, created_at) VALUES ($1, $2, $3) "
             "ON CONFLICT DO NOTHING",
             {user_id, artist_id, now}) > 0;
}

bool Listening::unfollow(const Tx& tx, std::string_view user_id, std::string_view artist_id) {
  return tx.execute("DELETE FROM library_follows WHERE user_id = $1 AND artist_id = $2", {user_id, artist_id}) > 0;
}

Listening::Kept Listening::play(const Tx& tx, const Play& play, int64_t now) {
  // The track's row first: whether a play counts is decided for one at a time.
  if (tx.execute("UPDATE library_tracks SET play_count = play_count WHERE id = $1", {play.track_id}) == 0) {
    return Kept::gone;
  }
  bool known = false, same_track = true, is_counted = false;
  tx.query("SELECT track_id, counted_at FROM library_plays WHERE user_id = $1 AND play_id = $2",
           {play.user_id, play.play_id}, [&](const Row& row) {
             known = true;
             same_track = row.view(0) == play.track_id;
             is_counted = !row.is_null(1);
           });
  if (!same_track) return Kept::another_track;
  std::optional<int64_t> last;
  tx.query("SELECT MAX(counted_at) FROM library_plays WHERE track_id = $1 AND user_id = $2",
           {play.track_id, play.user_id}, [&](const Row& row) { last = row.maybe_integer(0); });
  const bool count = play.may_count && !is_counted && counts(play.heard_ms, play.duration_ms, last, now);
  const auto counted_at = count ? std::optional(now) : std::nullopt;
  if (known) {
    tx.execute(
        "UPDATE library_plays SET heard_ms = CASE WHEN heard_ms < $3 THEN $3 ELSE heard_ms END, "
        "counted_at = COALESCE(counted_at, $4) WHERE user_id = $1 AND play_id = $2",
        {play.user_id, play.play_id, play.heard_ms, counted_at});
  } else {
    tx.execute(
        "INSERT INTO library_plays (user_id, play_id, track_id, heard_ms, counted_at, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        {play.user_id, play.play_id, play.track_id, play.heard_ms, counted_at, now});
  }
  if (!count) return Kept::kept;
  tx.execute("UPDATE library_tracks SET play_count = play_count + 1 WHERE id = $1", {play.track_id});
  SearchIndex::played(tx, play.track_id);
  return Kept::counted;
}

int64_t Listening::clear_history(const Tx& tx, std::string_view user_id) {
  return tx.execute("DELETE FROM library_plays WHERE user_id = $1", {user_id});
}

bool Listening::erase(const Tx& tx, std::string_view user_id, int64_t most) {
  std::vector<std::string> liked;
  tx.query("SELECT track_id FROM library_likes WHERE user_id = $1 ORDER BY track_id LIMIT $2", {user_id, most},
           [&](const Row& row) { liked.push_back(row.text(0)); });
  for (const auto& track_id : liked) unlike(tx, user_id, track_id);
  const auto plays = tx.execute(
      "DELETE FROM library_plays WHERE user_id = $1 AND play_id IN "
      "(SELECT play_id FROM library_plays WHERE user_id = $1 LIMIT $2)",
      {user_id, most * 10});
  tx.execute("DELETE FROM library_follows WHERE user_id = $1", {user_id});
  return static_cast<int64_t>(liked.size()) == most || plays == most * 10;
}

}  // namespace veza::library
