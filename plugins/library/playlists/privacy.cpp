#include "playlists/privacy.h"

#include <veza/id.hpp>

#include "playlists/events.h"
#include "playlists/routes.h"

namespace veza::library {
namespace {

constexpr int64_t rows_at_once = 100;

// Everything that is in it, as the file is theirs: also what they may no longer hear, by its id.
Json tracks_of(const Services& services, const std::string& playlist_id) {
  Json out = Json::array();
  services.db.query(
      "SELECT i.track_id, t.title, t.artist, i.created_at FROM library_playlist_items i "
      "JOIN library_tracks t ON t.id = i.track_id WHERE i.playlist_id = $1 AND "
      "(t.visibility <> 'private' OR t.owner_id = "
      "(SELECT owner_id FROM library_playlists p WHERE p.id = $1)) ORDER BY i.position, i.id",
      {playlist_id}, [&](const Row& row) {
        const auto artist = row.maybe_text(2);
        out.push_back({{"track_id", row.text(0)},
                       {"title", row.text(1)},
                       {"artist", artist ? Json(*artist) : Json()},
                       {"added_at", rfc3339(row.integer(3))}});
      });
  return out;
}

// Rows of a query as {name: value}, columns named in order; the last is a time.
Json rows(const Services& services, const std::string& sql, std::string_view user_id,
          const std::vector<const char*>& names) {
  Json out = Json::array();
  services.db.query(sql, {user_id}, [&](const Row& row) {
    Json one = Json::object();
    for (size_t i = 0; i + 1 < names.size(); ++i) one[names[i]] = row.text(i);
    one[names.back()] = rfc3339(row.integer(names.size() - 1));
    out.push_back(std::move(one));
  });
  return out;
}

}  // namespace

void write_listening(const Services& services, std::string_view user_id, const Export& out) {
  Json playlists = Json::array();
  const std::string owner = owner_name(services, user_id);
  for (const auto& playlist : services.playlists.owned_by(user_id)) {
    Json one = to_json(playlist, owner, true, true);
    one["tracks"] = tracks_of(services, playlist.id);
    playlists.push_back(std::move(one));
  }
  out.json("playlists.json", playlists);
  out.json("playlists_worked_on.json",
           rows(services,
                "SELECT c.playlist_id, p.title, c.role, c.created_at FROM library_playlist_collaborators c "
                "JOIN library_playlists p ON p.id = c.playlist_id WHERE c.user_id = $1 ORDER BY c.created_at",
                user_id, {"playlist_id", "title", "role", "since"}));
  const std::string title = "CASE WHEN t.visibility = 'private' AND t.owner_id <> $1 THEN '' ELSE t.title END";
  out.json("likes.json", rows(services,
                              "SELECT l.track_id, " + title +
                                  ", l.created_at FROM library_likes l JOIN library_tracks t ON t.id = l.track_id "
                                  "WHERE l.user_id = $1 ORDER BY l.created_at",
                              user_id, {"track_id", "title", "liked_at"}));
  out.json("history.json", rows(services,
                                "SELECT r.track_id, " + title +
                                    ", r.created_at FROM library_plays r JOIN library_tracks t ON t.id = r.track_id "
                                    "WHERE r.user_id = $1 ORDER BY r.created_at",
                                user_id, {"track_id", "title", "played_at"}));
  out.json("following.json", rows(services,
                                  "SELECT a.id, a.name, f.created_at FROM library_follows f JOIN library_artists a "
                                  "ON a.id = f.artist_id WHERE f.user_id = $1 ORDER BY f.created_at",
                                  user_id, {"artist_id", "name", "since"}));
}

bool erase_listening(const Services& services, const Tx& tx, std::string_view user_id) {
  if (Listening::erase(tx, user_id, rows_at_once)) return true;
  std::vector<std::string> ids;
  tx.query("SELECT id FROM library_playlists WHERE owner_id = $1 ORDER BY id LIMIT $2", {user_id, int64_t{10}},
           [&](const Row& row) { ids.push_back(row.text(0)); });
  for (const auto& id : ids) {
    Playlist playlist;
    playlist.id = id;
    playlist.owner_id = user_id;
    Playlists::remove(tx, id);
    services.events.emit(tx, playlist_event(playlist_deleted_event, playlist));
  }
  if (!ids.empty()) return true;
  tx.query("SELECT playlist_id FROM library_playlist_collaborators WHERE user_id = $1 ORDER BY playlist_id LIMIT $2",
           {user_id, rows_at_once}, [&](const Row& row) { ids.push_back(row.text(0)); });
  for (const auto& id : ids) {
    Playlists::hold(tx, id, user_id);
    Playlists::remove_collaborator(tx, id, user_id);
  }
  if (static_cast<int64_t>(ids.size()) == rows_at_once) return true;
  tx.execute("UPDATE library_playlist_items SET created_by = NULL WHERE created_by = $1", {user_id});
  return false;
}

}  // namespace veza::library
