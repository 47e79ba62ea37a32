#include <veza/id.hpp>

#include "playlists/formats/document.h"
#include "playlists/matching.h"
#include "playlists/tracks_of.h"
#include "playlists/visible.h"
#include "rules/text.h"

namespace veza::library {
namespace {

constexpr uint64_t body_limit = largest_playlist_file + (64 << 10);

std::string download_name(const Playlist& playlist, std::string_view extension) {
  std::string out = "attachment; filename*=UTF-8''";
  static constexpr char hex[] = "0123456789ABCDEF";
  for (const unsigned char c : playlist.title + "." + std::string(extension)) {
    const bool plain =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_';
    if (plain) {
      out += static_cast<char>(c);
    } else {
      (out += '%') += hex[c >> 4];
      out += hex[c & 15];
    }
  }
  return out;
}

Entry entry_of(const Track& track, std::string_view base_url) {
  Entry out;
  out.title = track.title;
  out.creator = track.artist.value_or("");
  out.album = track.album.value_or("");
  out.duration_ms = track.duration_ms.value_or(0);
  out.isrc = track.isrc.value_or("");
  out.mb_recording_id = track.mb_recording_id.value_or("");
  out.location = std::string(base_url) + "/tracks/" + track.id;
  return out;
}

Response write_out(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  const auto playlist = services.playlists.require(request.param("id"), viewer, &may_read_playlist);
  const auto name = request.query("format").value_or("m3u8");
  const auto format = playlist_format_named(name);
  if (!format) throw HttpError::invalid_fields({{"format", "must be m3u8, jspf or xspf"}});
  std::vector<std::string> ids;
  if (playlist.is_smart()) {
    ids = smart_track_ids(services, *playlist.rules, viewer, playlist.owner_id);
  } else {
    for (auto& item : services.items.all(playlist.id, viewer)) ids.push_back(std::move(item.track_id));
  }
  PlaylistDocument document{playlist.title, playlist.description.value_or(""), {}};
  for (const auto& id : ids) {
    if (const auto track = services.tracks.find(id)) document.entries.push_back(entry_of(*track, request.base_url()));
  }
  return Response::bytes(200, playlist_content_type(*format), write_playlist(*format, document))
      .header("Content-Disposition", download_name(playlist, name))
      .header("Cache-Control", "no-store");
}

// Looks among the tracks that the viewer may read; one's own come first.
class Lookup {
 public:
  Lookup(const Services& services, const Viewer& viewer) : services_(services), viewer_(viewer) {}

  Catalogue catalogue() const {
    const auto by = [this](const char* column) {
      return [this, column](const std::string& value) { return find(column, value); };
    };
    return {by("id"), by("mb_recording_id"), by("isrc"), by("title_key")};
  }

 private:
  std::vector<Candidate> find(const char* column, const std::string& value) const {
    std::vector<std::string> values{value};
    const auto add = [&](std::string each) {
      values.push_back(std::move(each));
      return "$" + std::to_string(values.size());
    };
    // An address says which track is meant, also an unlisted one; a title does not.
    const bool exact = std::string_view(column) == "id";
    const std::string seen = exact ? readable_tracks(viewer_, add) : listed_tracks(viewer_, add);
    const std::string mine = add(std::string(viewer_.user_id));
    std::vector<Candidate> out;
    services_.db.query(
        "SELECT t.id, t.title_key, t.artist_key, COALESCE(t.duration_ms, 0) FROM library_tracks t "
        "WHERE t." +
            std::string(column) + " = $1 AND " + seen + " ORDER BY CASE WHEN t.owner_id = " + mine +
            " THEN 0 ELSE 1 END, t.created_at, t.id "
            "LIMIT 200",
        Params(values.begin(), values.end()), [&](const Row& row) {
          out.push_back({row.text(0), row.text(1), row.text(2), row.integer(3)});
        });
    return out;
  }

  const Services& services_;
  const Viewer& viewer_;
};

PlaylistDocument read_body(const Request& request) {
  const auto named = request.query("format");
  const auto format = named ? playlist_format_named(*named) : sniff_playlist(request.body());
  if (!format) throw HttpError::invalid_fields({{"format", "must be m3u8, jspf or xspf"}});
  auto parsed = parse_playlist(*format, request.body());
  if (const auto* problem = std::get_if<std::string>(&parsed)) {
    throw HttpError(422, "unreadable_playlist", "The file " + *problem + ".", {{"file", *problem}});
  }
  return std::get<PlaylistDocument>(std::move(parsed));
}

Response read_in(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  const auto document = read_body(request);
  Json wish{{"title", document.title.empty() ? "Imported playlist" : document.title}};
  for (const char* field : {"title", "visibility"}) {
    if (const auto value = request.query(field); value && !value->empty()) wish[field] = *value;
  }
  if (!document.annotation.empty()) wish["description"] = document.annotation;
  Problems problems;
  const auto changes = parse_playlist_changes(wish, problems);
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));

  const Lookup lookup(services, viewer);
  const Catalogue catalogue = lookup.catalogue();
  std::vector<std::string> track_ids;
  Json missing = Json::array();
  for (size_t i = 0; i < document.entries.size(); ++i) {
    const Entry& entry = document.entries[i];
    if (auto id = match(entry, catalogue)) {
      track_ids.push_back(std::move(*id));
    } else {
      missing.push_back(
          {{"position", i + 1}, {"title", entry.title}, {"artist", entry.creator}, {"location", entry.location}});
    }
  }
  Playlist playlist;
  playlist.id = new_id();
  playlist.owner_id = viewer.user_id;
  playlist.created_at = playlist.updated_at = now_ms();
  apply(changes, playlist);
  insert_playlist(services, request, playlist, track_ids);
  return Response::ok({{"playlist", playlist_json(services, playlist, viewer)},
                       {"found", track_ids.size()},
                       {"missing", std::move(missing)}},
                      201)
      .header("Location", "/api/v1/playlists/" + playlist.id);
}

}  // namespace

void add_transfer_routes(Services& services) {
  RouteOptions creating;
  creating.permission = "playlist:create";
  creating.body_limit = body_limit;
  services.http.get("/api/v1/playlists/{id}/export",
                    [&](const Request& request) { return write_out(services, request); });
  services.http.post(
      "/api/v1/playlists/import", [&](const Request& request) { return read_in(services, request); }, creating);
}

}  // namespace veza::library
