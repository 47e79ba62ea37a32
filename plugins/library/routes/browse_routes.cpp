// Artists, albums, genres: what a library is browsed by.
#include <veza/id.hpp>

#include "routes/routes.h"
#include "routes/track_json.h"
#include "rules/browsing.h"
#include "rules/text.h"
#include "store/run.h"

namespace veza::library {
namespace {

constexpr int64_t album_tracks = 500;

struct Shown {
  Json json;
  Cursor cursor;
};

Json or_null(const Row& row, size_t i) { return row.view(i).empty() ? Json() : Json(row.text(i)); }

Shown read(Collection of, const Row& row, bool by_number) {
  Shown out;
  out.cursor.id = row.text(0);
  if (by_number) {
    out.cursor.value = row.integer(3);
  } else {
    out.cursor.value = row.text(3);
  }
  Json& json = out.json;
  json = {{"track_count", row.integer(2)}};
  if (of == Collection::genres) {
    json["name"] = row.text(1);
    return out;
  }
  json["id"] = row.text(0);
  if (of == Collection::artists) {
    json["name"] = row.text(1);
    json["mbid"] = or_null(row, 4);
    json["album_count"] = row.integer(5);
    return out;
  }
  json["title"] = row.text(1);
  json["artist"] = or_null(row, 4);
  json["type"] = or_null(row, 5);
  json["release_date"] = or_null(row, 6);
  json["year"] = row.is_null(7) ? Json() : Json(row.integer(7));
  json["mbid"] = or_null(row, 8);
  json["cover_track_id"] = or_null(row, 9);
  json["artist_id"] = or_null(row, 10);
  json["created_at"] = rfc3339(row.integer(11));
  json["duration"] = static_cast<double>(row.integer(12)) / 1000;
  return out;
}

Response page(const Services& services, const Request& request, BrowseQuery query) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  const bool by_number = query.sort.starts_with('-') || query.sort == "year";
  int64_t found = 0;
  run(services.db, browse_count(query, viewer), [&](const Row& row) { found = row.integer(0); });
  std::vector<Shown> shown;
  run(services.db, browse(query, viewer), [&](const Row& row) { shown.push_back(read(query.of, row, by_number)); });
  std::optional<std::string> next;
  if (static_cast<int64_t>(shown.size()) > query.per_page) {
    shown.pop_back();
    next = encode_cursor(query.sort, shown.back().cursor);
  }
  Json data = Json::array();
  for (auto& one : shown) data.push_back(std::move(one.json));
  return Response::list(data, page_meta(query.per_page, found, next));
}

BrowseQuery query_of(Collection of, const Request& request) {
  Problems problems;
  auto query = parse_browse_query(
      of, [&](std::string_view name) { return request.query(name); }, problems);
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));
  return query;
}

Json require_one(const Services& services, const Request& request, Collection of, std::string_view what) {
  const std::string id(request.param("id"));
  const auto principal = request.principal();
  Json out;
  if (is_id(id)) {
    run(services.db, browse_one(of, id, viewer_of(principal)),
        [&](const Row& row) { out = read(of, row, false).json; });
  }
  if (out.is_null()) throw HttpError(404, "not_found", "There is no such " + std::string(what) + ".");
  return out;
}

Response album(const Services& services, const Request& request) {
  Json out = require_one(services, request, Collection::albums, "album");
  const auto principal = request.principal();
  ListQuery query;
  query.album = request.param("id");
  query.sort = "album";
  query.per_page = album_tracks;
  const auto tracks = services.tracks.list(query, viewer_of(principal));
  out["tracks"] = tracks_json(services, tracks.tracks);
  out["has_more_tracks"] = tracks.next_cursor.has_value();
  Json artists = Json::array();
  services.db.query(
      "SELECT a.id, a.name FROM library_album_artists l JOIN library_artists a ON a.id = l.artist_id "
      "WHERE l.album_id = $1 ORDER BY l.position",
      {query.album}, [&](const Row& row) {
        artists.push_back({{"id", row.text(0)}, {"name", row.text(1)}});
      });
  out["artists"] = std::move(artists);
  return Response::ok(out);
}

Response artist_tracks(const Services& services, const Request& request) {
  require_one(services, request, Collection::artists, "artist");
  const auto base = query_of(Collection::artists, request);
  Problems problems;
  std::string role;
  if (const auto given = request.query("role"); given && !given->empty()) {
    role = *given;
    if (!is_role(role)) problems.push_back({"role", "is no role a credit has"});
  }
  std::string before;
  if (base.cursor) before = base.cursor->id;
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));
  const auto principal = request.principal();
  const auto tracks = services.tracks.by_artist(request.param("id"), role, viewer_of(principal), base.per_page, before);
  std::optional<std::string> next;
  if (tracks.next_cursor) next = encode_cursor("name", {*tracks.next_cursor, *tracks.next_cursor});
  return Response::list(tracks_json(services, tracks.tracks),
                        page_meta(base.per_page, tracks.total + (tracks.total_is_exact ? 0 : 1), next));
}

Response artist_albums(const Services& services, const Request& request) {
  require_one(services, request, Collection::artists, "artist");
  auto query = query_of(Collection::albums, request);
  query.artist_id = request.param("id");
  return page(services, request, std::move(query));
}

Response suggestions(const Services& services, const Request& request) {
  Problems problems;
  const std::string q(request.query("q").value_or("")), kind(request.query("kind").value_or("tag"));
  if (auto why = text_problem(q, max_genre); !why.empty()) problems.push_back({"q", why});
  if (kind != "tag" && kind != "genre") problems.push_back({"kind", "must be tag or genre"});
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));
  const auto principal = request.principal();
  Json data = Json::array();
  run(services.db, suggest(kind, clean_text(q, max_genre), viewer_of(principal), 10), [&](const Row& row) {
    data.push_back({{"name", row.text(0)}, {"uses", row.integer(1)}});
  });
  return Response::ok(data);
}

}  // namespace

void add_browse_routes(Services& services) {
  const auto list = [&services](const char* path, Collection of) {
    services.http.get(
        path, [&services, of](const Request& request) { return page(services, request, query_of(of, request)); });
  };
  list("/api/v1/artists", Collection::artists);
  list("/api/v1/albums", Collection::albums);
  list("/api/v1/genres", Collection::genres);
  services.http.get("/api/v1/artists/{id}", [&](const Request& request) {
    return Response::ok(require_one(services, request, Collection::artists, "artist"));
  });
  services.http.get("/api/v1/artists/{id}/tracks",
                    [&](const Request& request) { return artist_tracks(services, request); });
  services.http.get("/api/v1/artists/{id}/albums",
                    [&](const Request& request) { return artist_albums(services, request); });
  services.http.get("/api/v1/albums/{id}", [&](const Request& request) { return album(services, request); });
  services.http.get("/api/v1/tags/suggest", [&](const Request& request) { return suggestions(services, request); });
}

}  // namespace veza::library
