#include "store/tracks.h"

#include <algorithm>

#include <veza/error.hpp>
#include <veza/id.hpp>

#include "rules/text.h"
#include "search/index.h"
#include "search/sources.h"
#include "store/collections.h"
#include "store/fingerprints.h"
#include "store/run.h"

namespace veza::library {
namespace {

constexpr std::string_view columns =
    "id, owner_id, status, status_reason, title, artist, album, album_artist, genre, year, track_number, "
    "disc_number, duration_ms, sample_rate, channels, bit_depth, format, file_name, file_size, cover_type, "
    "integrated_lufs, range_lu, true_peak_dbtp, gain_db, created_at, updated_at, visibility, placed, album_id, "
    "album_type, credits, genres, tags, bpm, bpm_detected, musical_key, key_detected, isrc, licence, release_date, "
    "mb_recording_id, mb_track_id, mb_album_id, content_hash, source_path, play_count, like_count, "
    "cover_id, cover_sized, original_id";

Track read(const Row& row) {
  Track track;
  size_t i = 0;
  track.id = row.text(i++);
  track.owner_id = row.text(i++);
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
  track.updated_at = row.integer(i++);
  track.visibility = visibility_named(row.view(i++)).value_or(Visibility::closed);
  track.placed = row.integer(i++) != 0;
  track.album_id = row.maybe_text(i++);
  track.album_type = row.maybe_text(i++);
  track.credits = credits_from(row.view(i++));
  track.genres = names_from(row.view(i++));
  track.tags = names_from(row.view(i++));
  track.bpm = row.maybe_real(i++);
  track.bpm_detected = row.integer(i++) != 0;
  track.musical_key = row.maybe_text(i++);
  track.key_detected = row.integer(i++) != 0;
  track.isrc = row.maybe_text(i++);
  track.licence = row.maybe_text(i++);
  track.release_date = row.maybe_text(i++);
  track.mb_recording_id = row.maybe_text(i++);
  track.mb_track_id = row.maybe_text(i++);
  track.mb_album_id = row.maybe_text(i++);
  track.content_hash = row.maybe_text(i++);
  track.source_path = row.maybe_text(i++);
  track.play_count = row.integer(i++);
  track.like_count = row.integer(i++);
  track.cover_id = row.maybe_text(i++);
  track.cover_sized = row.integer(i++);
  track.original_id = row.maybe_text(i);
  return track;
}

// What rows are found and sorted by, and the columns that hold JSON.
struct Keys {
  std::string title, artist, genre, search, credits, genres, tags;
  int64_t album_position;
};

Keys keys(const Track& track) {
  Keys out{key_of(track.title),
           key_of(track.artist.value_or("")),
           key_of(track.genre.value_or("")),
           {},
           to_text(stored(track.credits)),
           to_text(stored(track.genres)),
           to_text(stored(track.tags)),
           album_position(track)};
  out.search = out.title + "\n" + out.artist + "\n" + key_of(track.album.value_or("")) + "\n" +
               key_of(track.album_artist.value_or("")) + "\n" + out.genre;
  return out;
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
  out.total_is_exact = out.total <= exact_total;
  out.total = std::min(out.total, exact_total);
  const auto rows = page(query, viewer, columns);
  db_.query(rows.sql, bind(rows), [&](const Row& row) { out.tracks.push_back(read(row)); });
  if (static_cast<int64_t>(out.tracks.size()) > query.per_page) {
    out.tracks.pop_back();
    const Track& last = out.tracks.back();
    out.next_cursor =
        encode_cursor(query.sort, {sort_value(query.sort, {last.created_at, key_of(last.title),
                                                           key_of(last.artist.value_or("")), album_position(last)}),
                                   last.id});
  }
  return out;
}

Page Tracks::by_artist(std::string_view artist_id, std::string_view role, const Viewer& viewer, int64_t per_page,
                       std::string_view before) const {
  Page out;
  const auto all = count_of_artist(artist_id, role, viewer);
  run(db_, all, [&](const Row& row) { out.total = row.integer(0); });
  out.total_is_exact = out.total <= exact_total;
  out.total = std::min(out.total, exact_total);
  run(db_, page_of_artist(artist_id, role, viewer, columns, per_page, before),
      [&](const Row& row) { out.tracks.push_back(read(row)); });
  if (static_cast<int64_t>(out.tracks.size()) > per_page) {
    out.tracks.pop_back();
    out.next_cursor = out.tracks.back().id;
  }
  return out;
}

std::vector<Tracks::Copies> Tracks::duplicates(std::string_view owner_id, std::string_view after, int64_t limit) const {
  std::vector<Copies> out;
  db_.query(
      "SELECT content_hash, COUNT(*) FROM library_tracks WHERE owner_id = $1 AND content_hash IS NOT NULL AND "
      "content_hash > $2 GROUP BY content_hash HAVING COUNT(*) > 1 ORDER BY content_hash LIMIT $3",
      {owner_id, after, limit}, [&](const Row& row) {
        out.push_back({row.text(0), row.integer(1)});
      });
  return out;
}

std::vector<Track> Tracks::copies(std::string_view owner_id, std::string_view content_hash) const {
  std::vector<Track> tracks;
  db_.query("SELECT " + std::string(columns) +
                " FROM library_tracks WHERE owner_id = $1 AND content_hash = $2 ORDER BY created_at, id LIMIT 100",
            {owner_id, content_hash}, [&](const Row& row) { tracks.push_back(read(row)); });
  return tracks;
}

std::vector<Track> Tracks::of_recording(std::string_view owner_id, std::string_view group_id) const {
  std::vector<Track> tracks;
  db_.query("SELECT " + std::string(columns) +
                " FROM library_tracks WHERE owner_id = $1 AND id IN (SELECT track_id FROM library_fingerprints WHERE "
                "group_id = $2) ORDER BY created_at, id LIMIT 100",
            {owner_id, group_id}, [&](const Row& row) { tracks.push_back(read(row)); });
  return tracks;
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

void Tracks::insert(const Tx& tx, Track& track) {
  Collections::place(tx, &track, nullptr);
  const Keys key = keys(track);
  tx.execute(
      "INSERT INTO library_tracks (id, owner_id, is_public, visibility, status, title, artist, album, album_artist, "
      "album_type, album_id, album_position, credits, genre, genres, tags, year, track_number, disc_number, "
      "duration_ms, sample_rate, channels, bit_depth, format, file_name, file_size, cover_type, bpm, bpm_detected, "
      "musical_key, key_detected, isrc, licence, release_date, mb_recording_id, mb_track_id, mb_album_id, "
      "content_hash, source_path, title_key, artist_key, genre_key, search_key, placed, created_at, "
      "updated_at) VALUES "
      "($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,$24,$25,$26,$27,$28,$29,$30,"
      "$31,$32,$33,$34,$35,$36,$37,$38,$39,$40,$41,$42,$43,1,$44,$45)",
      {track.id,
       track.owner_id,
       track.visibility == Visibility::listed,
       visibility_name(track.visibility),
       track.status,
       track.title,
       track.artist,
       track.album,
       track.album_artist,
       track.album_type,
       track.album_id,
       key.album_position,
       key.credits,
       track.genre,
       key.genres,
       key.tags,
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
       track.bpm,
       track.bpm_detected,
       track.musical_key,
       track.key_detected,
       track.isrc,
       track.licence,
       track.release_date,
       track.mb_recording_id,
       track.mb_track_id,
       track.mb_album_id,
       track.content_hash,
       track.source_path,
       key.title,
       key.artist,
       key.genre,
       key.search,
       track.created_at,
       track.updated_at});
  Collections::settle_cover(tx, &track, nullptr);
  SearchIndex::put(tx, document_of(track));
}

bool Tracks::update(const Tx& tx, Track& track) {
  const auto before = hold(tx, track.id);
  if (!before) return false;
  Collections::place(tx, &track, before->placed ? &*before : nullptr);
  const Keys key = keys(track);
  tx.execute(
      "UPDATE library_tracks SET is_public = $2, visibility = $3, title = $4, artist = $5, album = $6, "
      "album_artist = $7, album_type = $8, album_id = $9, album_position = $10, credits = $11, genre = $12, "
      "genres = $13, tags = $14, year = $15, track_number = $16, disc_number = $17, cover_type = $18, bpm = $19, "
      "bpm_detected = $20, musical_key = $21, key_detected = $22, isrc = $23, licence = $24, release_date = $25, "
      "mb_recording_id = $26, mb_track_id = $27, mb_album_id = $28, content_hash = $29, "
      "source_path = $30, title_key = $31, artist_key = $32, genre_key = $33, search_key = $34, placed = 1, "
      "updated_at = $35, cover_id = $36, cover_sized = $37 WHERE id = $1",
      {track.id,
       track.visibility == Visibility::listed,
       visibility_name(track.visibility),
       track.title,
       track.artist,
       track.album,
       track.album_artist,
       track.album_type,
       track.album_id,
       key.album_position,
       key.credits,
       track.genre,
       key.genres,
       key.tags,
       track.year,
       track.track_number,
       track.disc_number,
       track.cover_type,
       track.bpm,
       track.bpm_detected,
       track.musical_key,
       track.key_detected,
       track.isrc,
       track.licence,
       track.release_date,
       track.mb_recording_id,
       track.mb_track_id,
       track.mb_album_id,
       track.content_hash,
       track.source_path,
       key.title,
       key.artist,
       key.genre,
       key.search,
       track.updated_at,
       track.cover_id,
       track.cover_sized});
  Collections::settle_cover(tx, &track, &*before);
  SearchIndex::put(tx, document_of(track));
  return true;
}

bool Tracks::remove(const Tx& tx, std::string_view id) {
  const auto before = hold(tx, id);
  if (!before) return false;
  // The row first: what is left of its artists and album is asked of the table.
  tx.execute("DELETE FROM library_tracks WHERE id = $1", {id});
  tx.execute("DELETE FROM library_lyrics WHERE track_id = $1", {id});
  tx.execute("DELETE FROM library_playlist_items WHERE track_id = $1", {id});
  tx.execute("DELETE FROM library_likes WHERE track_id = $1", {id});
  tx.execute("DELETE FROM library_comments WHERE track_id = $1", {id});
  tx.execute("DELETE FROM library_plays WHERE track_id = $1", {id});
  Fingerprints::remove(tx, id);
  tx.execute("DELETE FROM library_tag_files WHERE track_id = $1", {id});
  if (before->placed) Collections::place(tx, nullptr, &*before);
  Collections::settle_cover(tx, nullptr, &*before);
  SearchIndex::remove(tx, "track", id);
  tx.execute("DELETE FROM library_search_played WHERE track_id = $1", {id});
  return true;
}

void Tracks::set_original(const Tx& tx, Track& track, std::string_view original_id, int64_t size,
                          std::string_view content_hash) {
  track.original_id = original_id;
  track.file_size = size;
  track.content_hash = content_hash;
  tx.execute(
      "UPDATE library_tracks SET original_id = $2, file_size = $3, content_hash = $4, updated_at = $5 WHERE id = $1",
      {track.id, original_id, size, content_hash, track.updated_at});
}

bool Tracks::set_cover_sized(const Tx& tx, const Track& track, bool made) {
  return tx.execute(
             "UPDATE library_tracks SET cover_sized = $2 WHERE id = $1 AND cover_type IS NOT NULL AND "
             "COALESCE(cover_id, '') = $3",
             {track.id, int64_t{made ? 1 : -1}, track.cover_id.value_or("")}) > 0;
}

// A status decides whether a track is listed, and so what its artists and album count.
bool Tracks::set_status(const Tx& tx, std::string_view id, std::string_view status,
                        const std::function<bool()>& write) {
  const auto before = hold(tx, id);
  if (!before) return false;
  Track after = *before;
  after.status = status;
  if (before->placed && after.is_listed() != before->is_listed()) Collections::place(tx, &after, &*before);
  const bool written = write();
  Collections::settle_cover(tx, &after, &*before);
  SearchIndex::put(tx, document_of(after));
  return written;
}

bool Tracks::set_ready(const Tx& tx, std::string_view id, const Media& media) {
  const auto loudness = [&](double Loudness::*member) {
    return media.loudness ? std::optional((*media.loudness).*member) : std::nullopt;
  };
  return set_status(tx, id, "ready", [&] {
    return tx.execute(
               "UPDATE library_tracks SET status = 'ready', status_reason = NULL, "
               "duration_ms = COALESCE($2, duration_ms), sample_rate = COALESCE($3, sample_rate), "
               "channels = COALESCE($4, channels), integrated_lufs = $5, range_lu = $6, true_peak_dbtp = $7, "
               "gain_db = $8, updated_at = $9 WHERE id = $1",
               {id, media.duration_ms, media.sample_rate, media.channels, loudness(&Loudness::integrated_lufs),
                loudness(&Loudness::range_lu), loudness(&Loudness::true_peak_dbtp), loudness(&Loudness::gain_db),
                now_ms()}) > 0;
  });
}

bool Tracks::set_failed(const Tx& tx, std::string_view id, std::string_view reason) {
  return set_status(tx, id, "failed", [&] {
    return tx.execute("UPDATE library_tracks SET status = 'failed', status_reason = $2, updated_at = $3 WHERE id = $1",
                      {id, reason, now_ms()}) > 0;
  });
}

bool Tracks::set_processing(const Tx& tx, std::string_view id) {
  return set_status(tx, id, "processing", [&] {
    return tx.execute(
               "UPDATE library_tracks SET status = 'processing', status_reason = NULL, updated_at = $2 WHERE id = $1",
               {id, now_ms()}) > 0;
  });
}

}  // namespace veza::library
