// Lists of albums and songs: the newest, the most heard, at random, what is starred.
#include <algorithm>

#include "methods/method.h"

namespace veza::opensubsonic {
namespace {

constexpr int64_t most_listed = 500, farthest = 1'000'000;
constexpr int64_t plays_looked_at = 1000, most_starred = 10'000;

// The albums of what the caller heard last: by when, or by how often.
std::vector<std::string> heard_albums(const Site& site, bool often) {
  std::vector<std::pair<std::string, int64_t>> albums;
  for (const auto& play : site.all("/api/v1/me/history?", plays_looked_at)) {
    const auto id = text_of(play.at("track"), "album_id");
    if (id.empty()) continue;
    const auto known = std::find_if(albums.begin(), albums.end(), [&](const auto& each) { return each.first == id; });
    if (known == albums.end()) {
      albums.emplace_back(id, 1);
    } else {
      ++known->second;
    }
  }
  if (often) {
    std::stable_sort(albums.begin(), albums.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  }
  std::vector<std::string> out;
  for (const auto& each : albums) out.push_back(each.first);
  return out;
}

std::vector<std::string> starred_ids(const Site& site, Kind kind, const char* order) {
  site.require("listening:read");
  const std::string prefix = app_id(kind, "");
  std::vector<std::string> out;
  site.services().db.query("SELECT item_id FROM opensubsonic_stars WHERE user_id = $1 ORDER BY " + std::string(order),
                           {site.caller().user_id}, [&](const Row& row) {
                             if (row.view(0).starts_with(prefix)) out.push_back(row.text(0).substr(prefix.size()));
                           });
  return out;
}

std::vector<std::string> rated_albums(const Site& site) {
  site.require("listening:read");
  std::vector<std::string> out;
  site.services().db.query(
      "SELECT item_id FROM opensubsonic_ratings WHERE user_id = $1 ORDER BY rating DESC, rated_at DESC, item_id",
      {site.caller().user_id}, [&](const Row& row) {
        if (row.view(0).starts_with("al-")) out.push_back(row.text(0).substr(3));
      });
  return out;
}

// Those of a list of ids that the caller still sees.
Json albums_by_id(const Site& site, const std::vector<std::string>& ids, int64_t offset, int64_t count) {
  Json out = Json::array();
  for (size_t i = static_cast<size_t>(offset); i < ids.size() && static_cast<int64_t>(out.size()) < count; ++i) {
    Json found = site.find("/api/v1/albums/" + ids[i]);
    if (!found.is_null()) out.push_back(std::move(found));
  }
  return out;
}

Json albums(const Call& call) {
  const Params& params = call.params;
  const Site& site = call.site;
  const std::string type = params.require("type");
  const int64_t count = params.number("size", 10, 0, most_listed), offset = params.number("offset", 0, 0, farthest);
  const auto slice = [&](const std::string& query) { return site.slice("/api/v1/albums?" + query, offset, count); };
  if (type == "newest") return slice("sort=-created_at");
  if (type == "alphabeticalByName") return slice("sort=title");
  if (type == "alphabeticalByArtist") return slice("sort=artist");
  if (type == "byGenre") return slice("sort=title&genre=" + escaped(params.require("genre")));
  if (type == "random") return site.slice("/api/v1/albums?sort=random", 0, std::min<int64_t>(count, 100));
  if (type == "recent") return albums_by_id(site, heard_albums(site, false), offset, count);
  if (type == "frequent") return albums_by_id(site, heard_albums(site, true), offset, count);
  if (type == "starred")
    return albums_by_id(site, starred_ids(site, Kind::album, "starred_at DESC, item_id"), offset, count);
  if (type == "highest") return albums_by_id(site, rated_albums(site), offset, count);
  if (type == "byYear") {
    const int64_t from = params.require_number("fromYear", 0, 9999), to = params.require_number("toYear", 0, 9999);
    const auto [least, most] = std::minmax(from, to);
    return slice("sort=" + std::string(from <= to ? "year" : "-year") + "&year_min=" + std::to_string(least) +
                 "&year_max=" + std::to_string(most));
  }
  throw Failure(Code::generic, "There is no list of albums of this type.");
}

void fill_songs(const Call& call, const Json& tracks, std::vector<Node>& out) {
  const Marks marks(call.site);
  for (const auto& track : tracks) {
    if (is_playable(track)) out.push_back(song(track, marks));
  }
}

void random_songs(const Call& call, Node& out) {
  const auto& params = call.params;
  const int64_t count = params.number("size", 10, 1, most_listed);
  std::string query = "/api/v1/tracks?sort=random";
  if (const auto genre = params.find("genre")) query += "&genre=" + escaped(*genre);
  if (params.find("fromYear")) query += "&year_min=" + std::to_string(params.number("fromYear", 0, 0, 9999));
  if (params.find("toYear")) query += "&year_max=" + std::to_string(params.number("toYear", 0, 0, 9999));
  Json tracks = Json::array();
  std::set<std::string> seen;
  // A page at random has no next one; asked again it is another, in which some come twice.
  for (int64_t asked = 0; asked < count; asked += 100) {
    const Json page = call.site.get(query + "&per_page=" + std::to_string(std::min<int64_t>(count - asked, 100)));
    for (const auto& track : page) {
      if (seen.insert(text_of(track, "id")).second) tracks.push_back(track);
    }
    if (page.size() < 100) break;
  }
  fill_songs(call, tracks, out.node("randomSongs").list("song"));
}

void songs_by_genre(const Call& call, Node& out) {
  const auto& params = call.params;
  const int64_t count = params.number("count", 10, 0, most_listed), offset = params.number("offset", 0, 0, farthest);
  const Json tracks =
      call.site.slice("/api/v1/tracks?sort=-created_at&genre=" + escaped(params.require("genre")), offset, count);
  fill_songs(call, tracks, out.node("songsByGenre").list("song"));
}

void similar(const Call& call, std::vector<Node>& out) {
  const Id id = parse_id(call.params.require("id"));
  const int64_t count = call.params.number("count", 50, 1, most_listed);
  std::vector<std::string> seeds;
  if (id.kind == Kind::song) seeds.push_back(id.site_id);
  if (id.kind == Kind::album || id.kind == Kind::artist) {
    const Json tracks = id.kind == Kind::album ? call.site.get("/api/v1/albums/" + id.site_id).at("tracks")
                                               : call.site.get("/api/v1/artists/" + id.site_id + "/tracks?per_page=5");
    for (const auto& track : tracks) {
      if (seeds.size() < 5) seeds.push_back(text_of(track, "id"));
    }
  }
  std::string list;
  for (const auto& seed : seeds) list += (list.empty() ? "" : ",") + seed;
  if (list.empty()) return;
  const Json found = call.site.get("/api/v1/tracks/recommendations?seed=" + list +
                                   "&limit=" + std::to_string(std::min<int64_t>(count, 50)));
  Json tracks = Json::array();
  for (const auto& each : found) tracks.push_back(each.at("track"));
  fill_songs(call, tracks, out);
}

void top_songs(const Call& call, Node& out) {
  auto& list = out.node("topSongs").list("song");
  const std::string name = call.params.require("artist");
  const auto count = static_cast<size_t>(call.params.number("count", 50, 1, most_listed));
  Json tracks = call.site.all("/api/v1/tracks?sort=-created_at&artist=" + escaped(name), 500);
  std::vector<Json> sorted(tracks.begin(), tracks.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Json& a, const Json& b) { return count_of(a, "play_count") > count_of(b, "play_count"); });
  if (sorted.size() > count) sorted.resize(count);
  fill_songs(call, Json(std::move(sorted)), list);
}

void starred(const Call& call, Node& node, bool folders) {
  const auto& site = call.site;
  const Marks marks(site);
  auto& artists = node.list("artist");
  for (const auto& id : starred_ids(site, Kind::artist, "starred_at DESC, item_id")) {
    const Json found = site.find("/api/v1/artists/" + id);
    if (!found.is_null()) artists.push_back(folders ? artist_folder(found, marks) : artist(found, marks));
  }
  auto& albums = node.list("album");
  for (const auto& found :
       albums_by_id(site, starred_ids(site, Kind::album, "starred_at DESC, item_id"), 0, most_starred)) {
    albums.push_back(folders ? album_folder(found, marks) : album(found, marks));
  }
  auto& songs = node.list("song");
  for (const auto& like : site.all("/api/v1/me/likes?", most_starred)) {
    if (is_playable(like.at("track"))) songs.push_back(song(like.at("track"), marks));
  }
}

}  // namespace

void add_list_methods(Methods& methods) {
  methods.add("getAlbumList", [](const Call& call, Node& out) {
    const Json found = albums(call);
    const Marks marks(call.site);
    auto& list = out.node("albumList").list("album");
    for (const auto& each : found) list.push_back(album_folder(each, marks));
  });
  methods.add("getAlbumList2", [](const Call& call, Node& out) {
    const Json found = albums(call);
    const Marks marks(call.site);
    auto& list = out.node("albumList2").list("album");
    for (const auto& each : found) list.push_back(album(each, marks));
  });
  methods.add("getRandomSongs", &random_songs);
  methods.add("getSongsByGenre", &songs_by_genre);
  methods.add("getSimilarSongs",
              [](const Call& call, Node& out) { similar(call, out.node("similarSongs").list("song")); });
  methods.add("getSimilarSongs2",
              [](const Call& call, Node& out) { similar(call, out.node("similarSongs2").list("song")); });
  methods.add("getTopSongs", &top_songs);
  methods.add("getStarred", [](const Call& call, Node& out) { starred(call, out.node("starred"), true); });
  methods.add("getStarred2", [](const Call& call, Node& out) { starred(call, out.node("starred2"), false); });
}

}  // namespace veza::opensubsonic
