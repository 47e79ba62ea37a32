#include "search/sources.h"

#include <cmath>

#include <veza/db.hpp>

#include "search/index.h"

namespace veza::library {
namespace {

std::vector<std::string> holders(const Tx& tx, std::string_view kind, std::string_view id) {
  std::vector<std::string> out;
  tx.query("SELECT owner_id FROM library_holdings WHERE kind = $1 AND collection_id = $2 ORDER BY owner_id LIMIT 200",
           {kind, id}, [&](const Row& row) { out.push_back(row.text(0)); });
  return out;
}

void write(const Tx& tx, std::optional<Document> document, std::string_view kind, std::string_view id) {
  if (!document) return SearchIndex::remove(tx, kind, id);
  if (!document->listed) document->readers = holders(tx, kind, id);
  SearchIndex::put(tx, *document);
}

}  // namespace

Document document_of(const Track& track) {
  Document out{"track", track.id, track.title, track.artist.value_or(""), "", track.is_listed()};
  const auto more = [&](std::string_view text) { out.other.append(out.other.empty() ? "" : " ").append(text); };
  if (track.album) more(*track.album);
  if (track.album_artist && track.album_artist != track.artist) more(*track.album_artist);
  for (const auto& genre : track.genres) more(genre);
  for (const auto& tag : track.tags) more(tag);
  for (const auto& credit : track.credits) {
    if (credit.role != "main" && credit.role != "featured") more(credit.name);
  }
  if (!out.listed) out.readers = {track.owner_id};
  out.genres = track.genres;
  out.musical_key = track.musical_key;
  if (track.bpm) out.bpm = std::llround(*track.bpm);
  out.year = track.year;
  out.plays = track.play_count;
  out.created_at = track.created_at;
  return out;
}

void index_artist(const Tx& tx, std::string_view id) {
  std::optional<Document> document;
  tx.query("SELECT name, public_count, created_at FROM library_artists WHERE id = $1", {id}, [&](const Row& row) {
    document = Document{"artist", std::string(id), row.text(0), "", "", row.integer(1) > 0};
    document->created_at = row.integer(2);
  });
  write(tx, std::move(document), "artist", id);
}

void index_album(const Tx& tx, std::string_view id) {
  std::optional<Document> document;
  tx.query("SELECT title, artist_name, public_count, year, created_at FROM library_albums WHERE id = $1", {id},
           [&](const Row& row) {
             document = Document{"album", std::string(id), row.text(0), row.text(1), "", row.integer(2) > 0};
             document->year = row.maybe_integer(3);
             document->created_at = row.integer(4);
           });
  write(tx, std::move(document), "album", id);
}

void index_playlist(const Tx& tx, std::string_view id) {
  std::optional<Document> document;
  std::string owner_id;
  tx.query("SELECT title, description, visibility, owner_id, created_at FROM library_playlists WHERE id = $1", {id},
           [&](const Row& row) {
             document = Document{
                 "playlist", std::string(id), row.text(0), "", row.maybe_text(1).value_or(""), row.view(2) == "public"};
             owner_id = row.text(3);
             document->created_at = row.integer(4);
           });
  if (!document) return SearchIndex::remove(tx, "playlist", id);
  if (!document->listed) {
    document->readers = {owner_id};
    tx.query("SELECT user_id FROM library_playlist_collaborators WHERE playlist_id = $1 ORDER BY user_id", {id},
             [&](const Row& row) { document->readers.push_back(row.text(0)); });
  }
  SearchIndex::put(tx, *document);
}

}  // namespace veza::library
