// Folders, artists, albums, songs, genres.
#include <algorithm>

#include "methods/method.h"
#include "protocol/utf8.h"

namespace veza::opensubsonic {
namespace {

constexpr int64_t most_artists = 50'000, most_albums = 2000;
constexpr const char* articles = "The El La Los Las Le Les";

Json require(const Site& site, const std::string& target) { return site.get(target); }

// The letter an artist is found under.
std::string index_of(std::string name) {
  const std::string_view ignored(articles);
  for (size_t at = 0; at < ignored.size();) {
    const size_t end = std::min(ignored.find(' ', at), ignored.size());
    const std::string article = std::string(ignored.substr(at, end - at)) + " ";
    if (name.size() > article.size() && name.starts_with(article)) {
      name.erase(0, article.size());
      break;
    }
    at = end + 1;
  }
  if (name.empty()) return "#";
  const char c = name.front();
  if (c >= 'a' && c <= 'z') return std::string(1, static_cast<char>(c - 'a' + 'A'));
  if (c >= 'A' && c <= 'Z') return std::string(1, c);
  if (static_cast<unsigned char>(c) < 0x80) return "#";
  size_t length = 1;
  while (length < name.size() && (static_cast<unsigned char>(name[length]) & 0xC0) == 0x80) ++length;
  return xml_text(name.substr(0, length));
}

template <class Shape>
void fill_index(const Call& call, Node& out, Shape shape) {
  const Marks marks(call.site);
  std::map<std::string, std::vector<Node>> letters;
  for (const auto& each : call.site.all("/api/v1/artists?sort=name", most_artists)) {
    letters[index_of(text_of(each, "name"))].push_back(shape(each, marks));
  }
  out.set("ignoredArticles", articles);
  auto& list = out.list("index");
  for (auto& [letter, artists] : letters) {
    list.emplace_back().set("name", letter).list("artist") = std::move(artists);
  }
}

Json albums_of(const Site& site, const std::string& artist_id) {
  return site.all("/api/v1/artists/" + artist_id + "/albums?sort=title", most_albums);
}

void fill_songs(const Json& tracks, const Marks& marks, std::vector<Node>& out) {
  for (const auto& track : tracks) {
    if (is_playable(track)) out.push_back(song(track, marks));
  }
}

void get_directory(const Call& call, Node& out) {
  const Id id = parse_id(call.params.require("id"));
  const Marks marks(call.site);
  Node& directory = out.node("directory");
  if (id.kind == Kind::artist) {
    const Json found = require(call.site, "/api/v1/artists/" + id.site_id);
    directory.set("id", app_id(Kind::artist, id.site_id)).set("name", text_of(found, "name"));
    auto& children = directory.list("child");
    for (const auto& each : albums_of(call.site, id.site_id)) children.push_back(album_folder(each, marks));
    return;
  }
  if (id.kind != Kind::album) throw Failure(Code::not_found, "There is no such directory.");
  const Json found = require(call.site, "/api/v1/albums/" + id.site_id);
  directory.set("id", app_id(Kind::album, id.site_id)).set("name", text_of(found, "title"));
  if (const auto artist_id = text_of(found, "artist_id"); !artist_id.empty()) {
    directory.set("parent", app_id(Kind::artist, artist_id));
  }
  fill_songs(found.at("tracks"), marks, directory.list("child"));
}

void get_artist(const Call& call, Node& out) {
  const auto id = parse_id(call.params.require("id"), Kind::artist);
  const Json found = require(call.site, "/api/v1/artists/" + id);
  const Marks marks(call.site);
  Node& node = out.node("artist");
  node = artist(found, marks);
  auto& list = node.list("album");
  for (const auto& each : albums_of(call.site, id)) list.push_back(album(each, marks));
}

void get_album(const Call& call, Node& out) {
  const auto id = parse_id(call.params.require("id"), Kind::album);
  const Json found = require(call.site, "/api/v1/albums/" + id);
  const Marks marks(call.site);
  Node& node = out.node("album");
  node = album(found, marks);
  fill_songs(found.at("tracks"), marks, node.list("song"));
}

void get_song(const Call& call, Node& out) {
  const auto id = parse_id(call.params.require("id"), Kind::song);
  out.node("song") = song(require(call.site, "/api/v1/tracks/" + id), Marks(call.site));
}

void get_genres(const Call& call, Node& out) {
  // How many albums a genre has takes a question each.
  constexpr size_t most_asked = 100;
  auto& list = out.node("genres").list("genre");
  for (const auto& each : call.site.all("/api/v1/genres?sort=name", 5000)) {
    const auto name = text_of(each, "name");
    int64_t albums = 0;
    if (list.size() < most_asked) {
      albums = count_of(call.site.whole("/api/v1/albums?per_page=1&genre=" + escaped(name)).at("meta"), "total");
    }
    list.emplace_back().set("songCount", count_of(each, "track_count")).set("albumCount", albums).value(name);
  }
}

// What is known of an artist: that there are others like them takes somebody who says so.
void artist_info(const Call& call, Node& node) {
  const Id id = parse_id(call.params.require("id"));
  std::string artist_id = id.site_id;
  if (id.kind == Kind::album) artist_id = text_of(require(call.site, "/api/v1/albums/" + id.site_id), "artist_id");
  if (id.kind == Kind::song) {
    const Json track = require(call.site, "/api/v1/tracks/" + id.site_id);
    artist_id.clear();
    for (const auto& credit : track.value("credits", Json::array())) {
      if (artist_id.empty() && text_of(credit, "role") == "main") artist_id = text_of(credit, "artist_id");
    }
  }
  if (artist_id.empty()) return;
  const Json found = require(call.site, "/api/v1/artists/" + artist_id);
  if (const auto mbid = text_of(found, "mbid"); !mbid.empty()) node.leaf("musicBrainzId", mbid);
}

void album_info(const Call& call, Node& out) {
  const Id id = parse_id(call.params.require("id"));
  Node& node = out.node("albumInfo");
  std::string album_id = id.site_id;
  if (id.kind == Kind::song) album_id = text_of(require(call.site, "/api/v1/tracks/" + id.site_id), "album_id");
  if (id.kind == Kind::artist || id.kind == Kind::playlist) throw Failure(Code::not_found, "There is no such album.");
  if (album_id.empty()) return;
  const Json found = require(call.site, "/api/v1/albums/" + album_id);
  if (const auto mbid = text_of(found, "mbid"); !mbid.empty()) node.leaf("musicBrainzId", mbid);
}

}  // namespace

void add_browsing_methods(Methods& methods) {
  methods.add("getIndexes", [](const Call& call, Node& out) {
    Node& node = out.node("indexes").set("lastModified", int64_t{0});
    fill_index(call, node, &artist_folder);
  });
  methods.add("getArtists", [](const Call& call, Node& out) { fill_index(call, out.node("artists"), &artist); });
  methods.add("getMusicDirectory", &get_directory);
  methods.add("getArtist", &get_artist);
  methods.add("getAlbum", &get_album);
  methods.add("getSong", &get_song);
  methods.add("getGenres", &get_genres);
  methods.add("getArtistInfo", [](const Call& call, Node& out) { artist_info(call, out.node("artistInfo")); });
  methods.add("getArtistInfo2", [](const Call& call, Node& out) { artist_info(call, out.node("artistInfo2")); });
  methods.add("getAlbumInfo", &album_info);
  methods.add("getAlbumInfo2", &album_info);
}

}  // namespace veza::opensubsonic
