// search2 and search3. Without words they give everything, page by page: apps fill their own library so.
#include <algorithm>

#include "methods/method.h"

namespace veza::opensubsonic {
namespace {

constexpr int64_t most_found = 500, farthest = 10'000'000;

struct Part {
  const char* kind;  // as the site's search names it
  int64_t count, offset;
};

Part part(const Params& params, const char* kind, const std::string& name) {
  return {kind, params.number(name + "Count", 20, 0, most_found), params.number(name + "Offset", 0, 0, farthest)};
}

std::string words_of(const Params& params) {
  std::string query = params.text("query");
  // Some apps say "everything" so.
  if (query == "\"\"" || query == "*") query.clear();
  return query;
}

Json found(const Site& site, const std::string& words, const Part& wanted) {
  if (wanted.count == 0) return Json::array();
  if (words.empty()) {
    const std::string kind(wanted.kind);
    const std::string sort = kind == "artist" ? "name" : "title";
    return site.slice("/api/v1/" + kind + "s?sort=" + sort, wanted.offset, wanted.count);
  }
  const Json hits = site.slice("/api/v1/search?type=" + std::string(wanted.kind) + "&q=" + escaped(words),
                               wanted.offset, wanted.count);
  Json out = Json::array();
  for (const auto& hit : hits) {
    if (hit.contains("track")) {
      out.push_back(hit.at("track"));
      continue;
    }
    Json one = site.find("/api/v1/" + std::string(wanted.kind) + "s/" + text_of(hit, "id"));
    if (!one.is_null()) out.push_back(std::move(one));
  }
  return out;
}

void search(const Call& call, Node& node, bool folders) {
  const auto words = words_of(call.params);
  const Part for_artists = part(call.params, "artist", "artist"), for_albums = part(call.params, "album", "album"),
             for_songs = part(call.params, "track", "song");
  const Marks marks(call.site);
  auto& artists = node.list("artist");
  for (const auto& each : found(call.site, words, for_artists)) {
    artists.push_back(folders ? artist_folder(each, marks) : artist(each, marks));
  }
  auto& albums = node.list("album");
  for (const auto& each : found(call.site, words, for_albums)) {
    albums.push_back(folders ? album_folder(each, marks) : album(each, marks));
  }
  auto& songs = node.list("song");
  for (const auto& each : found(call.site, words, for_songs)) {
    if (is_playable(each)) songs.push_back(song(each, marks));
  }
}

}  // namespace

void add_search_methods(Methods& methods) {
  methods.add("search2", [](const Call& call, Node& out) { search(call, out.node("searchResult2"), true); });
  methods.add("search3", [](const Call& call, Node& out) { search(call, out.node("searchResult3"), false); });
}

}  // namespace veza::opensubsonic
