#include <algorithm>

#include "methods/method.h"

namespace veza::opensubsonic {
namespace {

constexpr int64_t most_own = 1000, most_others = 200, most_items = 10'000;
constexpr size_t at_once = 500, measured = 50;

struct Items {
  Json visible = Json::array();  // items whose track the caller may hear: what an app's indexes count
  int64_t seconds = 0;
};

Items items_of(const Site& site, const std::string& id) {
  Items out;
  for (auto& item : site.all("/api/v1/playlists/" + id + "/items?", most_items)) {
    if (!is_playable(item.at("track"))) continue;
    out.seconds += whole_seconds(item.at("track"));
    out.visible.push_back(std::move(item));
  }
  return out;
}

void fill(const Site& site, const std::string& id, Node& node) {
  Json found = site.get("/api/v1/playlists/" + id);
  const Items items = items_of(site, id);
  found["item_count"] = items.visible.size();
  const Marks marks(site);
  node = playlist(found, items.seconds);
  auto& entries = node.list("entry");
  for (const auto& item : items.visible) entries.push_back(song(item.at("track"), marks));
}

void get_playlists(const Call& call, Node& out) {
  const auto& site = call.site;
  const auto username = call.params.text("username");
  if (!username.empty() && username != site.caller().username) {
    throw Failure(Code::not_allowed, "Ask for the playlists of your own account.");
  }
  Json all = site.all("/api/v1/playlists?owner=me", most_own);
  for (const auto& each : site.slice("/api/v1/playlists?", 0, most_others)) {
    if (text_of(each.at("owner"), "id") != site.caller().user_id) all.push_back(each);
  }
  auto& list = out.node("playlists").list("playlist");
  for (auto& each : all) {
    // How long one is takes a look at all of it; an app that wants to know of the rest opens it.
    int64_t seconds = 0;
    if (list.size() < measured) {
      const Items items = items_of(site, text_of(each, "id"));
      each["item_count"] = items.visible.size();
      seconds = items.seconds;
    }
    list.push_back(playlist(each, seconds));
  }
}

Json track_ids(const std::vector<std::string_view>& ids) {
  Json out = Json::array();
  for (const auto id : ids) out.push_back(parse_id(id, Kind::song));
  return out;
}

void append(const Site& site, const std::string& id, const Json& tracks) {
  for (size_t at = 0; at < tracks.size(); at += at_once) {
    Json part = Json::array();
    for (size_t i = at; i < std::min(at + at_once, tracks.size()); ++i) part.push_back(tracks[i]);
    site.send("POST", "/api/v1/playlists/" + id + "/items", {{"track_ids", part}});
  }
}

void remove_item(const Site& site, const std::string& id, const Json& item) {
  site.send("DELETE", "/api/v1/playlists/" + id + "/items/" + text_of(item, "id"));
}

void create_playlist(const Call& call, Node& out) {
  const Params& params = call.params;
  const Site& site = call.site;
  const Json tracks = track_ids(params.all("songId"));
  std::string id;
  if (const auto existing = params.find("playlistId")) {
    id = parse_id(*existing, Kind::playlist);
    if (const auto name = params.find("name")) site.send("PATCH", "/api/v1/playlists/" + id, {{"title", *name}});
    const Json before = site.all("/api/v1/playlists/" + id + "/items?", most_items);
    // First the new ones: somebody who hears it meanwhile finds it never empty, and a failure loses nothing.
    append(site, id, tracks);
    for (const auto& item : before) remove_item(site, id, item);
  } else {
    const Json made =
        site.send("POST", "/api/v1/playlists", {{"title", params.require("name")}, {"visibility", "private"}});
    id = text_of(made, "id");
    append(site, id, tracks);
  }
  fill(site, id, out.node("playlist"));
}

void update_playlist(const Call& call, Node&) {
  const Params& params = call.params;
  const Site& site = call.site;
  const auto id = parse_id(params.require("playlistId"), Kind::playlist);
  Json changes = Json::object();
  if (const auto name = params.find("name")) changes["title"] = *name;
  const auto comments = params.all("comment");
  if (!comments.empty()) changes["description"] = comments.front();
  if (params.find("public")) changes["visibility"] = params.flag("public", false) ? "public" : "private";
  const Json added = track_ids(params.all("songIdToAdd"));
  std::vector<std::string> removed;
  if (const auto indexes = params.all("songIndexToRemove"); !indexes.empty()) {
    const Items items = items_of(site, id);
    for (const auto text : indexes) {
      Params one;
      one.add("songIndexToRemove", std::string(text));
      const auto index = one.require_number("songIndexToRemove", 0, most_items);
      if (index >= static_cast<int64_t>(items.visible.size())) {
        throw Failure(Code::not_found, "The playlist has no song at this index.");
      }
      removed.push_back(text_of(items.visible[static_cast<size_t>(index)], "id"));
    }
  }
  if (!changes.empty()) site.send("PATCH", "/api/v1/playlists/" + id, changes);
  std::sort(removed.begin(), removed.end());
  removed.erase(std::unique(removed.begin(), removed.end()), removed.end());
  for (const auto& item : removed) remove_item(site, id, {{"id", item}});
  append(site, id, added);
}

}  // namespace

void add_playlist_methods(Methods& methods) {
  methods.add("getPlaylists", &get_playlists);
  methods.add("getPlaylist", [](const Call& call, Node& out) {
    fill(call.site, parse_id(call.params.require("id"), Kind::playlist), out.node("playlist"));
  });
  methods.add("createPlaylist", &create_playlist);
  methods.add("updatePlaylist", &update_playlist);
  methods.add("deletePlaylist", [](const Call& call, Node&) {
    call.site.send("DELETE", "/api/v1/playlists/" + parse_id(call.params.require("id"), Kind::playlist));
  });
}

}  // namespace veza::opensubsonic
