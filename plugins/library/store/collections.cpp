#include "store/collections.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <veza/id.hpp>

#include "rules/text.h"
#include "search/sources.h"

namespace veza::library {
namespace {

// What is counted: the tables are alike.
struct Kind {
  std::string_view name, table;
};
constexpr Kind artists{"artist", "library_artists"}, albums{"album", "library_albums"};

void hold(const Tx& tx, std::string_view kind, std::string_view id, const Track& track, int by) {
  if (track.is_listed()) return;
  tx.execute(
      "INSERT INTO library_holdings (kind, collection_id, owner_id, hidden_count) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (kind, collection_id, owner_id) DO UPDATE SET hidden_count = library_holdings.hidden_count + $4",
      {kind, id, track.owner_id, int64_t{by}});
  if (by < 0) {
    tx.execute(
        "DELETE FROM library_holdings WHERE kind = $1 AND collection_id = $2 AND owner_id = $3 AND hidden_count <= 0",
        {kind, id, track.owner_id});
  }
}

// False when the row is not there: another transaction removed it meanwhile.
bool count(const Tx& tx, const Kind& kind, std::string_view id, const Track& track, int by) {
  if (tx.execute("UPDATE " + std::string(kind.table) +
                     " SET track_count = track_count + $2, public_count = public_count + $3 WHERE id = $1",
                 {id, int64_t{by}, int64_t{track.is_listed() ? by : 0}}) == 0) {
    return false;
  }
  hold(tx, kind.name, id, track, by);
  return true;
}

// The row of that name: the one with the MusicBrainz id when there is one, else one that has none yet (it gets it). A
// name without an id is the row without, or else the oldest.
std::string choose(const Tx& tx, const Kind& kind, std::string_view where, const Params& keys, std::string_view mbid) {
  std::string exact, without, oldest;
  tx.query(
      "SELECT id, mbid FROM " + std::string(kind.table) + " WHERE " + std::string(where) + " ORDER BY created_at, id",
      keys, [&](const Row& row) {
        if (oldest.empty()) oldest = row.text(0);
        if (row.view(1).empty()) without = row.text(0);
        if (!mbid.empty() && row.view(1) == mbid) exact = row.text(0);
      });
  if (!exact.empty()) return exact;
  if (mbid.empty()) return without.empty() ? oldest : without;
  if (!without.empty()) {
    tx.execute("UPDATE " + std::string(kind.table) + " SET mbid = $2 WHERE id = $1", {without, mbid});
  }
  return without;
}

std::string require_artist(const Tx& tx, std::string_view name, std::string_view mbid, const Track& track) {
  const std::string key = key_of(name), sort = artist_sort_key(name);
  for (;;) {
    std::string id = choose(tx, artists, "name_key = $1", {key}, mbid);
    if (id.empty()) {
      tx.query(
          "INSERT INTO library_artists (id, name, sort_key, name_key, mbid, created_at) VALUES ($1, $2, $3, $4, $5, "
          "$6) "
          "ON CONFLICT (name_key, mbid) DO UPDATE SET name_key = excluded.name_key RETURNING id",
          {new_id(), name, sort, key, mbid, now_ms()}, [&](const Row& row) { id = row.text(0); });
    }
    if (count(tx, artists, id, track, 1)) return id;
  }
}

// What the album takes over from a track: what it has not yet, and what somebody changed just now. What only some may
// see says nothing about an album that everybody sees.
void describe_album(const Tx& tx, std::string_view id, const Track& track, const Track* before) {
  const bool edited = before && before->album_id && *before->album_id == id;
  const auto set = [&](std::string_view column, const Param& value, bool changed) {
    const std::string name(column);
    tx.execute("UPDATE library_albums SET " + name + " = $2 WHERE id = $1 AND (public_count = 0 OR $3 = 1) AND (" +
                   name + " IS NULL OR $4 = 1)",
               {id, value, track.is_listed(), edited && changed});
  };
  const auto news = [&](const auto& now, const auto& then) { return edited ? now != then : now.has_value(); };
  const Track none;
  const Track& old = before ? *before : none;
  if (news(track.album_type, old.album_type)) set("type", track.album_type, true);
  if (news(track.release_date, old.release_date)) set("release_date", track.release_date, true);
  if (news(track.year, old.year)) set("year", track.year, true);
}

std::string require_album(const Tx& tx, const Track& track, const Track* before) {
  const std::string title_key = key_of(*track.album), artist = album_artist_of(track), artist_key = key_of(artist);
  const std::string mbid = track.mb_album_id.value_or("");
  for (;;) {
    std::string id = choose(tx, albums, "title_key = $1 AND artist_key = $2", {title_key, artist_key}, mbid);
    if (id.empty()) {
      tx.query(
          "INSERT INTO library_albums (id, title, title_key, artist_name, artist_key, mbid, created_at) "
          "VALUES ($1, $2, $3, $4, $5, $6, $7) "
          "ON CONFLICT (title_key, artist_key, mbid) DO UPDATE SET title_key = excluded.title_key RETURNING id",
          {new_id(), *track.album, title_key, artist, artist_key, mbid, now_ms()},
          [&](const Row& row) { id = row.text(0); });
    }
    describe_album(tx, id, track, before);
    if (count(tx, albums, id, track, 1)) return id;
  }
}

void choose_cover(const Tx& tx, std::string_view album_id) {
  tx.execute(
      "UPDATE library_albums SET cover_track_id = (SELECT t.id FROM library_tracks t WHERE t.album_id = $1 AND "
      "t.is_public = 1 AND t.status <> 'failed' AND t.cover_type IS NOT NULL ORDER BY t.album_position, t.id LIMIT 1) "
      "WHERE id = $1",
      {album_id});
}

struct Word {
  std::string_view kind;
  std::string key, name;
  int64_t position = 0;
};

// By key: transactions that count the same words do it in one order.
std::vector<Word> words_of(const Track& track) {
  std::vector<Word> out;
  for (const auto& name : track.genres) out.push_back({"genre", key_of(name), name});
  for (const auto& name : track.tags) out.push_back({"tag", key_of(name), name});
  std::set<std::pair<std::string_view, std::string>> seen;
  std::erase_if(out, [&](const Word& word) { return word.key.empty() || !seen.emplace(word.kind, word.key).second; });
  for (size_t i = 0; i < out.size(); ++i) out[i].position = static_cast<int64_t>(i);
  std::sort(out.begin(), out.end(),
            [](const Word& a, const Word& b) { return std::tie(a.kind, a.key) < std::tie(b.kind, b.key); });
  return out;
}

void add_words(const Tx& tx, const Track& track) {
  for (const auto& word : words_of(track)) {
    tx.execute(
        "INSERT INTO library_track_tags (track_id, kind, position, key, name, track_created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        {track.id, word.kind, word.position, word.key, word.name, track.created_at});
    tx.execute(
        "INSERT INTO library_tags (kind, key, name, uses, public_uses) VALUES ($1, $2, $3, 1, $4) ON CONFLICT "
        "(kind, key) DO UPDATE SET uses = library_tags.uses + 1, public_uses = library_tags.public_uses + $4",
        {word.kind, word.key, word.name, track.is_listed()});
    hold(tx, word.kind, word.key, track, 1);
  }
}

void subtract_words(const Tx& tx, const Track& track) {
  for (const auto& word : words_of(track)) {
    tx.execute("UPDATE library_tags SET uses = uses - 1, public_uses = public_uses - $3 WHERE kind = $1 AND key = $2",
               {word.kind, word.key, track.is_listed()});
    tx.execute("DELETE FROM library_tags WHERE kind = $1 AND key = $2 AND uses <= 0", {word.kind, word.key});
    hold(tx, word.kind, word.key, track, -1);
  }
}

// The rows of a track's artists. Ids are asked for in the order of the names, whatever the order of the credits: two
// transactions that hold the same artists wait for each other instead of both.
void add_artists(const Tx& tx, Track& track) {
  const std::string album_artist = track.album ? album_artist_of(track) : "";
  std::map<std::pair<std::string, std::string>, std::string> ids;  // (key, mbid) → id
  for (const auto& credit : track.credits) ids[{key_of(credit.name), credit.mbid}];
  const auto same_name = [&](const auto& entry) { return entry.first.first == key_of(album_artist); };
  if (!album_artist.empty() && std::none_of(ids.begin(), ids.end(), same_name)) ids[{key_of(album_artist), ""}];
  std::map<std::string, std::string> names;
  for (const auto& credit : track.credits) names.emplace(key_of(credit.name), credit.name);
  if (!album_artist.empty()) names.emplace(key_of(album_artist), album_artist);

  std::set<std::string> counted;
  for (auto& [key, id] : ids) {
    id = require_artist(tx, names[key.first], key.second, track);
    // Two spellings may have led to one artist, who is counted once.
    if (!counted.insert(id).second) count(tx, artists, id, track, -1);
  }
  std::set<std::string> seen;
  int64_t position = 0;
  const auto link = [&](std::string_view role, const std::string& id, std::string_view name) {
    tx.execute(
        "INSERT INTO library_track_artists (track_id, position, role, artist_id, credited_as, is_first) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        {track.id, position++, role, id, name, seen.insert(id).second});
  };
  for (auto& credit : track.credits) {
    credit.artist_id = ids[{key_of(credit.name), credit.mbid}];
    link(credit.role, credit.artist_id, credit.name);
  }
  if (album_artist.empty()) return;
  const auto album_id = std::find_if(ids.begin(), ids.end(), same_name)->second;
  if (!seen.contains(album_id)) link("album", album_id, album_artist);
  tx.execute(
      "INSERT INTO library_album_artists (album_id, position, artist_id) VALUES ($1, 0, $2) "
      "ON CONFLICT (album_id, position) DO UPDATE SET artist_id = excluded.artist_id",
      {*track.album_id, album_id});
}

std::vector<std::string> artists_of(const Tx& tx, const Track& track) {
  std::vector<std::string> ids;
  tx.query("SELECT artist_id FROM library_track_artists WHERE track_id = $1 AND is_first = 1 ORDER BY artist_id",
           {track.id}, [&](const Row& row) { ids.push_back(row.text(0)); });
  return ids;
}

void subtract_album(const Tx& tx, const Track& before) {
  count(tx, albums, *before.album_id, before, -1);
  if (tx.execute("DELETE FROM library_albums WHERE id = $1 AND track_count <= 0", {*before.album_id}) > 0) {
    tx.execute("DELETE FROM library_album_artists WHERE album_id = $1", {*before.album_id});
  }
}

// Who finds an artist or album, and that it is gone, search is told here.
void index(const Tx& tx, const Track* track, const Track* before, const std::vector<std::string>& old_artists) {
  std::set<std::string> ids(old_artists.begin(), old_artists.end());
  if (track) {
    for (auto& id : artists_of(tx, *track)) ids.insert(std::move(id));
  }
  for (const auto& id : ids) index_artist(tx, id);
  if (before && before->album_id) index_album(tx, *before->album_id);
  if (track && track->album_id && !(before && before->album_id == track->album_id)) index_album(tx, *track->album_id);
}

// Whether anything that is counted or linked differs.
bool moves(const Track& a, const Track& b) {
  const auto said = [](const Track& t) {
    return std::tie(t.owner_id, t.album, t.album_artist, t.album_type, t.release_date, t.year, t.mb_album_id, t.genres,
                    t.tags);
  };
  const auto same = [](const Credit& x, const Credit& y) {
    return x.role == y.role && x.name == y.name && x.mbid == y.mbid;
  };
  return a.is_listed() != b.is_listed() || said(a) != said(b) || album_position(a) != album_position(b) ||
         !std::equal(a.credits.begin(), a.credits.end(), b.credits.begin(), b.credits.end(), same);
}

}  // namespace

int64_t album_position(const Track& track) {
  return track.disc_number.value_or(1) * 100'000 + track.track_number.value_or(99'999);
}

std::string album_artist_of(const Track& track) {
  return track.album_artist ? *track.album_artist : main_artist(track.credits);
}

std::string artist_sort_key(std::string_view name) {
  auto key = key_of(name);
  return key.starts_with("the ") && key.size() > 4 ? key.substr(4) : key;
}

void Collections::place(const Tx& tx, Track* track, const Track* before) {
  if (track && before && !moves(*track, *before)) {
    track->album_id = before->album_id;
    track->credits = before->credits;
    return;
  }
  const auto old_artists = before ? artists_of(tx, *before) : std::vector<std::string>{};
  if (before) {
    tx.execute("DELETE FROM library_track_artists WHERE track_id = $1", {before->id});
    tx.execute("DELETE FROM library_track_tags WHERE track_id = $1", {before->id});
  }
  // Added before it is taken away: what stays is never without a track, and keeps its id.
  if (track) {
    track->album_id = track->album ? std::optional(require_album(tx, *track, before)) : std::nullopt;
    add_artists(tx, *track);
    add_words(tx, *track);
    track->placed = true;
  }
  if (before) {
    subtract_words(tx, *before);
    if (before->album_id) subtract_album(tx, *before);
    for (const auto& id : old_artists) {
      count(tx, artists, id, *before, -1);
      if (tx.execute("DELETE FROM library_artists WHERE id = $1 AND track_count <= 0", {id}) > 0) {
        tx.execute("DELETE FROM library_follows WHERE artist_id = $1", {id});
      }
    }
  }
  index(tx, track, before, old_artists);
}

void Collections::settle_cover(const Tx& tx, const Track* track, const Track* before) {
  const auto shows = [](const Track* one) { return one && one->album_id && one->is_listed() && one->cover_type; };
  const bool same = shows(track) && shows(before) && track->album_id == before->album_id &&
                    album_position(*track) == album_position(*before);
  if (same) return;
  if (shows(before)) choose_cover(tx, *before->album_id);
  if (!shows(track)) return;
  if (before) return choose_cover(tx, *track->album_id);
  tx.execute("UPDATE library_albums SET cover_track_id = $2 WHERE id = $1 AND cover_track_id IS NULL",
             {*track->album_id, track->id});
}

}  // namespace veza::library
