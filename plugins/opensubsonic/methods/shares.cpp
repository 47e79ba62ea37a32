// Links for people without an account. The site's links show playlists: what is no playlist is put in one.
#include <algorithm>

#include <veza/id.hpp>

#include "methods/method.h"
#include "site/agent.h"

namespace veza::opensubsonic {
namespace {

constexpr int64_t day_ms = 86'400'000, longest_days = 3650, most_songs = 500;

struct Kept {
  std::string id, playlist_id, sealed_url, description;
  bool made_playlist = false;
  int64_t created_at = 0;
};

std::string context_of(const Site& site, const std::string& id) { return "share/" + site.caller().user_id + "/" + id; }

std::vector<Kept> kept_shares(const Site& site) {
  std::vector<Kept> out;
  site.services().db.query(
      "SELECT id, playlist_id, sealed_url, description, made_playlist, created_at FROM opensubsonic_shares WHERE "
      "user_id "
      "= $1 ORDER BY created_at DESC, id DESC",
      {site.caller().user_id}, [&](const Row& row) {
        out.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.integer(4) != 0, row.integer(5)});
      });
  return out;
}

Kept require_kept(const Site& site, const std::string& id) {
  for (auto& each : kept_shares(site)) {
    if (each.id == id) return each;
  }
  throw Failure(Code::not_found, "There is no such share.");
}

void forget(const Site& site, const std::string& id) {
  site.services().db.write([&](const Tx& tx) {
    tx.execute("DELETE FROM opensubsonic_shares WHERE user_id = $1 AND id = $2", {site.caller().user_id, id});
  });
}

// Nothing when the site has the link no more.
std::optional<Node> shape(const Site& site, const Kept& kept, const Marks& marks) {
  const Json links = site.find("/api/v1/playlists/" + kept.playlist_id + "/shares");
  if (links.is_null()) return std::nullopt;
  const auto link =
      std::find_if(links.begin(), links.end(), [&](const Json& each) { return text_of(each, "id") == kept.id; });
  if (link == links.end()) return std::nullopt;
  Node out;
  out.set("id", kept.id);
  out.set("url", site.services().secrets.open(kept.sealed_url, context_of(site, kept.id)));
  out.set("description", kept.description).set("username", site.caller().username);
  out.set("created", text_of(*link, "created_at"));
  if (const auto expires = text_of(*link, "expires_at"); !expires.empty()) out.set("expires", expires);
  if (const auto visited = text_of(*link, "last_used_at"); !visited.empty()) out.set("lastVisited", visited);
  out.set("visitCount", count_of(*link, "uses"));
  auto& entries = out.list("entry");
  for (const auto& item : site.all("/api/v1/playlists/" + kept.playlist_id + "/items?", most_songs)) {
    if (is_playable(item.at("track"))) entries.push_back(song(item.at("track"), marks));
  }
  return out;
}

Json songs_of(const Site& site, const std::vector<Id>& ids) {
  Json out = Json::array();
  for (const auto& id : ids) {
    if (id.kind == Kind::song) {
      out.push_back(text_of(site.get("/api/v1/tracks/" + id.site_id), "id"));
    } else if (id.kind == Kind::album) {
      for (const auto& track : site.get("/api/v1/albums/" + id.site_id).at("tracks"))
        out.push_back(text_of(track, "id"));
    } else {
      throw Failure(Code::generic, "Songs, albums and playlists can be shared, one playlist at a time.");
    }
  }
  if (out.empty() || out.size() > static_cast<size_t>(most_songs)) {
    throw Failure(Code::generic, "A share holds 1 to 500 songs.");
  }
  return out;
}

// The days the site counts in, from the app's moment in milliseconds.
Json days_until(const Params& params) {
  const int64_t expires = params.number("expires", 0, 0, INT64_MAX / 2);
  if (expires == 0) return nullptr;
  const int64_t left = expires - now_ms();
  if (left <= 0) throw Failure(Code::generic, "The share would be over already.");
  return std::min(longest_days, (left + day_ms - 1) / day_ms);
}

void create_share(const Call& call, Node& out) {
  const Params& params = call.params;
  const Site& site = call.site;
  std::vector<Id> ids;
  for (const auto text : params.all("id")) ids.push_back(parse_id(text));
  if (ids.empty()) params.require("id");
  const Json days = days_until(params);
  Kept made;
  made.description = line_of(params.text("description"), 500);
  made.created_at = now_ms();
  if (ids.size() == 1 && ids.front().kind == Kind::playlist) {
    made.playlist_id = ids.front().site_id;
  } else {
    const Json songs = songs_of(site, ids);
    const std::string title = "Shared: " + (made.description.empty() ? std::string("songs") : made.description);
    const Json playlist = site.send("POST", "/api/v1/playlists",
                                    {{"title", line_of(title, 150)}, {"visibility", "private"}, {"track_ids", songs}});
    made.playlist_id = text_of(playlist, "id");
    made.made_playlist = true;
  }
  const Json link = site.send("POST", "/api/v1/playlists/" + made.playlist_id + "/shares", {{"expires_in_days", days}});
  made.id = text_of(link, "id");
  made.sealed_url = site.services().secrets.seal(text_of(link, "url"), context_of(site, made.id));
  site.services().db.write([&](const Tx& tx) {
    tx.execute(
        "INSERT INTO opensubsonic_shares (id, user_id, playlist_id, made_playlist, sealed_url, description, "
        "created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        {made.id, site.caller().user_id, made.playlist_id, made.made_playlist, made.sealed_url, made.description,
         made.created_at});
  });
  auto& list = out.node("shares").list("share");
  if (auto shaped = shape(site, made, Marks(site))) list.push_back(std::move(*shaped));
}

void get_shares(const Call& call, Node& out) {
  const auto& site = call.site;
  const Marks marks(site);
  auto& list = out.node("shares").list("share");
  for (const auto& each : kept_shares(site)) {
    if (auto shaped = shape(site, each, marks)) {
      list.push_back(std::move(*shaped));
    } else {
      forget(site, each.id);
    }
  }
}

void update_share(const Call& call, Node&) {
  const Params& params = call.params;
  const Site& site = call.site;
  const Kept kept = require_kept(site, params.require("id"));
  if (params.find("expires")) {
    throw Failure(Code::generic, "The end of a share cannot be moved; delete it and make another.");
  }
  const auto description = line_of(params.text("description"), 500);
  site.services().db.write([&](const Tx& tx) {
    tx.execute("UPDATE opensubsonic_shares SET description = $1 WHERE user_id = $2 AND id = $3",
               {description, site.caller().user_id, kept.id});
  });
}

void delete_share(const Call& call, Node&) {
  const auto& site = call.site;
  const Kept kept = require_kept(site, call.params.require("id"));
  const std::string playlist = "/api/v1/playlists/" + kept.playlist_id;
  const auto reply =
      site.call({.method = "DELETE", .target = kept.made_playlist ? playlist : playlist + "/shares/" + kept.id});
  if (reply.status() >= 300 && reply.status() != 404) {
    throw Failure(Code::not_allowed, "The share could not be deleted.");
  }
  forget(site, kept.id);
}

}  // namespace

void add_share_methods(Methods& methods) {
  methods.add("getShares", &get_shares);
  methods.add("createShare", &create_share);
  methods.add("updateShare", &update_share);
  methods.add("deleteShare", &delete_share);
}

}  // namespace veza::opensubsonic
