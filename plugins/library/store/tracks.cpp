#include "store/tracks.h"

#include <veza/error.hpp>
#include <veza/id.hpp>

#include "rules/text.h"

namespace veza::library {
namespace {

constexpr std::string_view columns =
    "id, owner_id, is_public, status, status_reason, title, artist, album, album_artist, genre, year, track_number, "
    "disc_number, duration_ms, sample_rate, channels, bit_depth, format, file_name, file_size, cover_type, "
    "integrated_lufs, range_lu, true_peak_dbtp, gain_db, created_at, updated_at";

Track read(const Row& row) {
  Track track;
  size_t i = 0;
  track.id = row.text(i++);
  track.owner_id = row.text(i++);
  track.is_public = row.integer(i++) != 0;
  track.status = row.text(i++);
  track.status_reason = row.maybe_text(i++);
  track.title = row.text(i++);
  track.artist = row.maybe_text(i++);
  track.album = row.maybe_text(i++);
  track.album_artist = row.maybe_text(i++);
  track.genre = row.maybe_text(i++);
  track.year = row.maybe_integer(i++);
  track.track_number = row.maybe_integer(i++);
  track.disc_number = row.maybe_integer(i++);
  track.duration_ms = row.maybe_integer(i++);
  track.sample_rate = row.maybe_integer(i++);
  track.channels = row.maybe_integer(i++);
  track.bit_depth = row.maybe_integer(i++);
  track.format = format_named(row.view(i++)).value_or(Format::wav);
  track.file_name = row.text(i++);
  track.file_size = row.integer(i++);
  track.cover_type = row.maybe_text(i++);
  if (!row.is_null(i)) track.loudness = Loudness{row.real(i), row.real(i + 1), row.real(i + 2), row.real(i + 3)};
  i += 4;
  track.created_at = row.integer(i++);
  track.updated_at = row.integer(i);
  return track;
}

struct Keys {
  std::string title, artist, genre, search;
};

Keys keys(const Track& track) {
  Keys out{fold(track.title), fold(track.artist.value_or("")), fold(track.genre.value_or("")), {}};
  out.search = out.title + "\n" + out.artist + "\n" + fold(track.album.value_or("")) + "\n" +
               fold(track.album_artist.value_or("")) + "\n" + out.genre;
  return out;
}

Params bind(const Statement& statement) {
  Params params;
  for (const auto& value : statement.values) {
    std::visit([&](const auto& v) { params.emplace_back(v); }, value);
  }
  return params;
}

[[noreturn]] void no_such_track() { throw HttpError(404, "not_found", "There is no such track."); }

}  // namespace

std::optional<Track> Tracks::find(std::string_view id) const {
  std::optional<Track> track;
  if (!is_id(id)) return track;
  db_.query("SELECT " + std::string(columns) + " FROM library_tracks WHERE id = $1", {id},
            [&](const Row& row) { track = read(row); });
  return track;
}

std::optional<Track> Tracks::find(const Tx& tx, std::string_view id) {
  std::optional<Track> track;
  tx.query("SELECT " + std::string(columns) + " FROM library_tracks WHERE id = $1", {id},
           [&](const Row& row) { track = read(row); });
  return track;
}

std::optional<Track> Tracks::hold(const Tx& tx, std::string_view id) {
  std::optional<Track> track;
  // As FOR UPDATE, which SQLite has not.
  tx.query("UPDATE library_tracks SET updated_at = updated_at WHERE id = $1 RETURNING " + std::string(columns), {id},
           [&](const Row& row) { track = read(row); });
  return track;
}

Track Tracks::require(std::string_view id, const Viewer& viewer, Rule rule) const {
  auto track = find(id);
  if (!track) no_such_track();
  const Access access = rule(viewer, track->ownership());
  if (access == Access::hidden) no_such_track();
  if (access == Access::forbidden) {
    throw HttpError(403, "forbidden", "Only the owner of a track and moderators can do this.");
  }
  return std::move(*track);
}

Track Tracks::require_readable(std::string_view id, const Viewer& viewer) const {
  return require(id, viewer, &may_read);
}
Track Tracks::require_editable(std::string_view id, const Viewer& viewer) const {
  return require(id, viewer, &may_edit);
}
Track Tracks::require_deletable(std::string_view id, const Viewer& viewer) const {
  return require(id, viewer, &may_delete);
}

Page Tracks::list(const ListQuery& query, const Viewer& viewer) const {
  Page out;
  const auto all = count(query, viewer);
  db_.query(all.sql, bind(all), [&](const Row& row) { out.total = row.integer(0); });
  const auto rows = page(query, viewer, columns);
  db_.query(rows.sql, bind(rows), [&](const Row& row) { out.tracks.push_back(read(row)); });
  if (static_cast<int64_t>(out.tracks.size()) > query.per_page) {
    out.tracks.pop_back();
    const Track& last = out.tracks.back();
    out.next_cursor = encode_cursor(
        query.sort,
        {sort_value(query.sort, {last.created_at, fold(last.title), fold(last.artist.value_or(""))}), last.id});
  }
  return out;
}

std::vector<Track> Tracks::owned_by(std::string_view user_id) const {
  std::vector<Track> tracks;
  db_.query("SELECT " + std::string(columns) + " FROM library_tracks WHERE owner_id = $1 ORDER BY created_at, id",
            {user_id}, [&](const Row& row) { tracks.push_back(read(row)); });
  return tracks;
}

std::vector<Track> Tracks::owned_by(const Tx& tx, std::string_view user_id, int64_t limit) {
  std::vector<Track> tracks;
  tx.query("SELECT " + std::string(columns) + " FROM library_tracks WHERE owner_id = $1 ORDER BY id LIMIT $2",
           {user_id, limit}, [&](const Row& row) { tracks.push_back(read(row)); });
  return tracks;
}

void Tracks::insert(const Tx& tx, const Track& track) {
  const Keys key = keys(track);
  tx.execute(
      "INSERT INTO library_tracks (id, owner_id, is_public, status, title, artist, album, album_artist, genre, year, "
      "track_number, disc_number, duration_ms, sample_rate, channels, bit_depth, format, file_name, file_size, "
      "cover_type, title_key, artist_key, genre_key, search_key, created_at, updated_at) VALUES "
      "($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24,$25,$26)",
      {track.id,
       track.owner_id,
       track.is_public,
       track.status,
       track.title,
       track.artist,
       track.album,
       track.album_artist,
       track.genre,
       track.year,
       track.track_number,
       track.disc_number,
       track.duration_ms,
       track.sample_rate,
       track.channels,
       track.bit_depth,
       format_name(track.format),
       track.file_name,
       track.file_size,
       track.cover_type,
       key.title,
       key.artist,
       key.genre,
       key.search,
       track.created_at,
       track.updated_at});
}

bool Tracks::update(const Tx& tx, const Track& track) {
  const Keys key = keys(track);
  return tx.execute(
             "UPDATE library_tracks SET is_public = $2, title = $3, artist = $4, album = $5, album_artist = $6, "
             "genre = $7, year = $8, track_number = $9, disc_number = $10, title_key = $11, artist_key = $12, "
             "genre_key = $13, search_key = $14, updated_at = $15 WHERE id = $1",
             {track.id, track.is_public, track.title, track.artist, track.album, track.album_artist, track.genre,
              track.year, track.track_number, track.disc_number, key.title, key.artist, key.genre, key.search,
              track.updated_at}) > 0;
}

bool Tracks::remove(const Tx& tx, std::string_view id) {
  return tx.execute("DELETE FROM library_tracks WHERE id = $1", {id}) > 0;
}

bool Tracks::set_ready(const Tx& tx, std::string_view id, const Media& media) {
  const auto loudness = [&](double Loudness::*member) {
    return media.loudness ? std::optional((*media.loudness).*member) : std::nullopt;
  };
  return tx.execute(
             "UPDATE library_tracks SET status = 'ready', status_reason = NULL, "
             "duration_ms = COALESCE($2, duration_ms), sample_rate = COALESCE($3, sample_rate), "
             "channels = COALESCE($4, channels), integrated_lufs = $5, range_lu = $6, true_peak_dbtp = $7, "
             "gain_db = $8, updated_at = $9 WHERE id = $1",
             {id, media.duration_ms, media.sample_rate, media.channels, loudness(&Loudness::integrated_lufs),
              loudness(&Loudness::range_lu), loudness(&Loudness::true_peak_dbtp), loudness(&Loudness::gain_db),
              now_ms()}) > 0;
}

bool Tracks::set_failed(const Tx& tx, std::string_view id, std::string_view reason) {
  return tx.execute("UPDATE library_tracks SET status = 'failed', status_reason = $2, updated_at = $3 WHERE id = $1",
                    {id, reason, now_ms()}) > 0;
}

bool Tracks::set_processing(const Tx& tx, std::string_view id) {
  return tx.execute(
             "UPDATE library_tracks SET status = 'processing', status_reason = NULL, updated_at = $2 WHERE id = $1",
             {id, now_ms()}) > 0;
}

}  // namespace veza::library
