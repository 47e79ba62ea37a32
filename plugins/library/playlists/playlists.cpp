#include "playlists/playlists.h"

#include <veza/id.hpp>

#include "rules/cursor.h"
#include "rules/text.h"
#include "search/index.h"
#include "search/sources.h"

namespace veza::library {
namespace {

// $1 is whoever asks.
const std::string columns =
    "p.id, p.owner_id, p.title, p.description, p.visibility, p.rules, p.revision, p.created_at, p.updated_at, "
    "(SELECT COUNT(*) FROM library_playlist_items i WHERE i.playlist_id = p.id), "
    "(SELECT c.role FROM library_playlist_collaborators c WHERE c.playlist_id = p.id AND c.user_id = $1)";

Playlist read(const Row& row) {
  Playlist out;
  out.id = row.text(0);
  out.owner_id = row.text(1);
  out.title = row.text(2);
  out.description = row.maybe_text(3);
  out.visibility = row.text(4);
  out.rules = row.maybe_text(5);
  out.revision = row.integer(6);
  out.created_at = row.integer(7);
  out.updated_at = row.integer(8);
  out.item_count = row.integer(9);
  if (!row.is_null(10)) out.role = collaborator_role_named(row.view(10)).value_or(CollaboratorRole::none);
  return out;
}

constexpr std::string_view order = "-created_at";  // any order by a time, as cursors know it

}  // namespace

std::optional<Playlist> Playlists::find(std::string_view id, std::string_view viewer_id) const {
  std::optional<Playlist> out;
  if (!is_id(id)) return out;
  db_.query("SELECT " + columns + " FROM library_playlists p WHERE p.id = $2", {viewer_id, id},
            [&](const Row& row) { out = read(row); });
  return out;
}

Playlist Playlists::require(std::string_view id, const Viewer& viewer, Rule rule) const {
  auto playlist = find(id, viewer.user_id);
  const Access access = playlist ? rule(viewer, playlist->ownership()) : Access::hidden;
  if (access == Access::hidden) throw HttpError(404, "not_found", "There is no such playlist.");
  if (access == Access::forbidden)
    throw HttpError(403, "forbidden", "Only those who work on this playlist can do this.");
  return std::move(*playlist);
}

PlaylistPage Playlists::list(const Viewer& viewer, bool mine, std::string_view owner_id, int64_t per_page,
                             std::string_view cursor, Problems& problems) const {
  PlaylistPage out;
  std::optional<Cursor> after;
  if (!cursor.empty() && !(after = decode_cursor(order, cursor))) {
    problems.push_back({"cursor", "is not the next_cursor of this list; start without one"});
    return out;
  }
  Params params{viewer.user_id};
  std::string where;
  if (mine) {
    where =
        "(p.owner_id = $1 OR p.id IN (SELECT c.playlist_id FROM library_playlist_collaborators c WHERE c.user_id = "
        "$1))";
  } else {
    where = "p.visibility = 'public'";
    if (!owner_id.empty()) {
      params.emplace_back(owner_id);
      where += " AND p.owner_id = $" + std::to_string(params.size());
    }
  }
  if (after) {
    params.emplace_back(std::get<int64_t>(after->value));
    params.emplace_back(after->id);
    where += " AND (p.updated_at, p.id) < ($" + std::to_string(params.size() - 1) + ", $" +
             std::to_string(params.size()) + ")";
  }
  db_.query("SELECT " + columns + " FROM library_playlists p WHERE " + where +
                " ORDER BY p.updated_at DESC, p.id DESC LIMIT " + std::to_string(per_page + 1),
            params, [&](const Row& row) { out.playlists.push_back(read(row)); });
  if (static_cast<int64_t>(out.playlists.size()) > per_page) {
    out.playlists.pop_back();
    out.next_cursor = encode_cursor(order, {out.playlists.back().updated_at, out.playlists.back().id});
  }
  return out;
}

std::vector<Playlist> Playlists::owned_by(std::string_view user_id) const {
  std::vector<Playlist> out;
  db_.query("SELECT " + columns + " FROM library_playlists p WHERE p.owner_id = $1 ORDER BY p.created_at, p.id",
            {user_id}, [&](const Row& row) { out.push_back(read(row)); });
  return out;
}

std::optional<Playlist> Playlists::hold(const Tx& tx, std::string_view id, std::string_view viewer_id) {
  std::optional<Playlist> out;
  if (tx.execute("UPDATE library_playlists SET revision = revision + 1, updated_at = CASE WHEN updated_at < $2 THEN $2 "
                 "ELSE updated_at END WHERE id = $1",
                 {id, now_ms()}) == 0) {
    return out;
  }
  tx.query("SELECT " + columns + " FROM library_playlists p WHERE p.id = $2", {viewer_id, id},
           [&](const Row& row) { out = read(row); });
  return out;
}

int64_t Playlists::count_owned(const Tx& tx, std::string_view user_id) {
  int64_t count = 0;
  tx.query("SELECT COUNT(*) FROM library_playlists WHERE owner_id = $1", {user_id},
           [&](const Row& row) { count = row.integer(0); });
  return count;
}

void Playlists::insert(const Tx& tx, const Playlist& playlist) {
  tx.execute(
      "INSERT INTO library_playlists (id, owner_id, title, title_key, description, visibility, rules, revision, "
      "created_at, updated_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)",
      {playlist.id, playlist.owner_id, playlist.title, fold(playlist.title), playlist.description, playlist.visibility,
       playlist.rules, playlist.revision, playlist.created_at, playlist.updated_at});
  index_playlist(tx, playlist.id);
}

void Playlists::update(const Tx& tx, const Playlist& playlist) {
  tx.execute(
      "UPDATE library_playlists SET title = $2, title_key = $3, description = $4, visibility = $5, rules = $6 "
      "WHERE id = $1",
      {playlist.id, playlist.title, fold(playlist.title), playlist.description, playlist.visibility, playlist.rules});
  index_playlist(tx, playlist.id);
}

bool Playlists::remove(const Tx& tx, std::string_view id) {
  // The playlist first: who changes it at the same time waits for that, and finds it gone.
  const bool removed = tx.execute("DELETE FROM library_playlists WHERE id = $1", {id}) > 0;
  tx.execute("DELETE FROM library_playlist_items WHERE playlist_id = $1", {id});
  tx.execute("DELETE FROM library_playlist_collaborators WHERE playlist_id = $1", {id});
  tx.execute("DELETE FROM library_playlist_shares WHERE playlist_id = $1", {id});
  SearchIndex::remove(tx, "playlist", id);
  return removed;
}

std::vector<Collaborator> Playlists::collaborators(std::string_view playlist_id) const {
  std::vector<Collaborator> out;
  db_.query(
      "SELECT user_id, role, created_at FROM library_playlist_collaborators WHERE playlist_id = $1 "
      "ORDER BY created_at, user_id",
      {playlist_id}, [&](const Row& row) {
        out.push_back(
            {row.text(0), collaborator_role_named(row.view(1)).value_or(CollaboratorRole::viewer), row.integer(2)});
      });
  return out;
}

std::optional<CollaboratorRole> Playlists::role_of(const Tx& tx, std::string_view playlist_id,
                                                   std::string_view user_id) {
  std::optional<CollaboratorRole> out;
  tx.query("SELECT role FROM library_playlist_collaborators WHERE playlist_id = $1 AND user_id = $2",
           {playlist_id, user_id}, [&](const Row& row) { out = collaborator_role_named(row.view(0)); });
  return out;
}

bool Playlists::put_collaborator(const Tx& tx, std::string_view playlist_id, std::string_view user_id,
                                 CollaboratorRole role, int64_t now) {
  int64_t others = 0;
  tx.query("SELECT COUNT(*) FROM library_playlist_collaborators WHERE playlist_id = $1 AND user_id <> $2",
           {playlist_id, user_id}, [&](const Row& row) { others = row.integer(0); });
  if (others >= most_collaborators) return false;
  tx.execute(
      "INSERT INTO library_playlist_collaborators (playlist_id, user_id, role, created_at) VALUES ($1,$2,$3,$4) "
      "ON CONFLICT (playlist_id, user_id) DO UPDATE SET role = excluded.role",
      {playlist_id, user_id, collaborator_role_name(role), now});
  index_playlist(tx, playlist_id);
  return true;
}

bool Playlists::remove_collaborator(const Tx& tx, std::string_view playlist_id, std::string_view user_id) {
  if (tx.execute("DELETE FROM library_playlist_collaborators WHERE playlist_id = $1 AND user_id = $2",
                 {playlist_id, user_id}) == 0) {
    return false;
  }
  index_playlist(tx, playlist_id);
  return true;
}

}  // namespace veza::library
