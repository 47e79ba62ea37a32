// Stars, ratings, what was heard and what is being heard.
#include <algorithm>

#include <veza/id.hpp>

#include "auth/digest.h"
#include "methods/method.h"
#include "site/agent.h"

namespace veza::opensubsonic {
namespace {

constexpr int64_t most_marks = 20'000;
constexpr int64_t minute_ms = 60'000;

// Throws Failure not_found unless the caller may know of it.
void require_seen(const Site& site, const Id& id) {
  static constexpr const char* places[] = {"tracks/", "albums/", "artists/", "playlists/"};
  site.get("/api/v1/" + std::string(places[static_cast<size_t>(id.kind)]) + id.site_id);
}

std::vector<Id> named(const Params& params) {
  std::vector<Id> out;
  for (const auto text : params.all("id")) out.push_back(parse_id(text));
  for (const auto text : params.all("albumId")) out.push_back({Kind::album, parse_id(text, Kind::album)});
  for (const auto text : params.all("artistId")) out.push_back({Kind::artist, parse_id(text, Kind::artist)});
  if (out.empty()) throw Failure(Code::missing_parameter, "Name a song, an album or an artist.");
  for (const auto& id : out) {
    if (id.kind == Kind::playlist) throw Failure(Code::not_found, "A playlist cannot be starred.");
  }
  return out;
}

bool has_room(const Tx& tx, const char* table, const std::string& user_id) {
  int64_t count = 0;
  tx.query("SELECT COUNT(*) FROM " + std::string(table) + " WHERE user_id = $1", {user_id},
           [&](const Row& row) { count = row.integer(0); });
  return count < most_marks;
}

void star(const Call& call, Node&) {
  const auto& site = call.site;
  site.require("listening:write");
  const auto& user_id = site.caller().user_id;
  for (const auto& id : named(call.params)) {
    if (id.kind == Kind::song) {
      site.send("PUT", "/api/v1/tracks/" + id.site_id + "/like");
      continue;
    }
    require_seen(site, id);
    bool room = true;
    site.services().db.write([&](const Tx& tx) {
      room = has_room(tx, "opensubsonic_stars", user_id);
      if (!room) return;
      tx.execute(
          "INSERT INTO opensubsonic_stars (user_id, item_id, starred_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
          {user_id, app_id(id.kind, id.site_id), now_ms()});
    });
    if (!room) throw Failure(Code::generic, "You have starred as much as can be kept.");
  }
}

void unstar(const Call& call, Node&) {
  const auto& site = call.site;
  site.require("listening:write");
  for (const auto& id : named(call.params)) {
    if (id.kind == Kind::song) {
      site.send("DELETE", "/api/v1/tracks/" + id.site_id + "/like");
      continue;
    }
    site.services().db.write([&](const Tx& tx) {
      tx.execute("DELETE FROM opensubsonic_stars WHERE user_id = $1 AND item_id = $2",
                 {site.caller().user_id, app_id(id.kind, id.site_id)});
    });
  }
}

void set_rating(const Call& call, Node&) {
  const auto& site = call.site;
  site.require("listening:write");
  const Id id = parse_id(call.params.require("id"));
  const int64_t rating = call.params.require_number("rating", 0, 5);
  if (id.kind == Kind::playlist) throw Failure(Code::not_found, "A playlist cannot be rated.");
  const auto& user_id = site.caller().user_id;
  const auto item = app_id(id.kind, id.site_id);
  if (rating > 0) require_seen(site, id);
  bool room = true;
  site.services().db.write([&](const Tx& tx) {
    if (rating == 0) {
      tx.execute("DELETE FROM opensubsonic_ratings WHERE user_id = $1 AND item_id = $2", {user_id, item});
      return;
    }
    room = has_room(tx, "opensubsonic_ratings", user_id);
    if (!room) return;
    tx.execute(
        "INSERT INTO opensubsonic_ratings (user_id, item_id, rating, rated_at) VALUES ($1, $2, $3, $4) ON CONFLICT "
        "(user_id, item_id) DO UPDATE SET rating = excluded.rating, rated_at = excluded.rated_at",
        {user_id, item, rating, now_ms()});
  });
  if (!room) throw Failure(Code::generic, "You have rated as much as can be kept.");
}

// The same for the same song at the same time, so that a call made twice counts once.
std::string play_id(const std::string& user_id, const std::string& track_id, std::string_view time) {
  if (time.empty()) return new_id();
  std::string out = sha256_hex("play/" + user_id + "/" + track_id + "/" + std::string(time)).substr(0, 32);
  for (const size_t at : {8, 13, 18, 23}) out.insert(at, "-");
  return out;
}

std::string playing_key(const std::string& user_id) { return "playing/" + user_id; }

void scrobble(const Call& call, Node&) {
  const Params& params = call.params;
  const Site& site = call.site;
  const auto ids = params.all("id"), times = params.all("time");
  if (ids.empty()) params.require("id");
  if (ids.size() > 200) throw Failure(Code::generic, "Tell of at most 200 songs at once.");
  const bool heard = params.flag("submission", true);
  const auto& kv = site.services().kv;
  for (size_t i = 0; i < ids.size(); ++i) {
    const auto id = parse_id(ids[i], Kind::song);
    const Json track = site.get("/api/v1/tracks/" + id);
    const int64_t seconds = std::max<int64_t>(whole_seconds(track), 30);
    if (heard) {
      const auto play = play_id(site.caller().user_id, id, i < times.size() ? times[i] : std::string_view());
      site.send("POST", "/api/v1/tracks/" + id + "/plays", {{"play_id", play}, {"heard", seconds}});
      continue;
    }
    site.require("listening:write");
    const Json playing{{"track_id", id}, {"since", now_ms()}, {"agent", agent_of(params)}};
    kv.set(playing_key(site.caller().user_id), to_text(playing), (seconds + 60) * 1000);
  }
}

// What people hear is theirs: an app sees its own owner's.
void now_playing(const Call& call, Node& out) {
  const auto& site = call.site;
  auto& entries = out.node("nowPlaying").list("entry");
  const auto kept = site.services().kv.get(playing_key(site.caller().user_id));
  if (!kept) return;
  const Json playing = parse_json(*kept);
  if (!playing.is_object()) return;
  const Json track = site.find("/api/v1/tracks/" + text_of(playing, "track_id"));
  if (!is_playable(track)) return;
  Node entry = song(track, Marks(site));
  entry.set("username", site.caller().username).set("playerId", 0).set("playerName", text_of(playing, "agent"));
  entry.set("minutesAgo", std::max<int64_t>(0, (now_ms() - count_of(playing, "since")) / minute_ms));
  entries.push_back(std::move(entry));
}

}  // namespace

void add_annotation_methods(Methods& methods) {
  methods.add("star", &star);
  methods.add("unstar", &unstar);
  methods.add("setRating", &set_rating);
  methods.add("scrobble", &scrobble);
  methods.add("getNowPlaying", &now_playing);
}

}  // namespace veza::opensubsonic
