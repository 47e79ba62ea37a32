#include <veza/id.hpp>

#include "playlists/events.h"
#include "playlists/routes.h"
#include "playlists/smart.h"
#include "playlists/tracks_of.h"

namespace veza::library {
namespace {

Response list(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  const int64_t per_page = per_page_of(request);
  Problems problems;
  const auto owner = request.query("owner").value_or("");
  const bool mine = owner == "me";
  if (mine && viewer.user_id.empty()) problems.push_back({"owner", "is \"me\", but nobody is signed in"});
  if (!mine && !owner.empty() && !is_id(owner)) problems.push_back({"owner", "must be \"me\" or a user's id"});
  PlaylistPage page;
  if (problems.empty()) {
    page = services.playlists.list(viewer, mine, owner, per_page, request.query("cursor").value_or(""), problems);
  }
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));
  Json data = Json::array();
  for (const auto& playlist : page.playlists) data.push_back(playlist_json(services, playlist, viewer));
  return Response::list(data,
                        {{"per_page", per_page}, {"next_cursor", page.next_cursor ? Json(*page.next_cursor) : Json()}});
}

Response create(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  Json body = object_of(request);
  Problems problems;
  std::vector<std::string> track_ids;
  if (const auto found = body.find("track_ids"); found != body.end()) {
    track_ids = readable_track_ids(services, *found, viewer, problems);
    body.erase(found);
  }
  const auto changes = parse_playlist_changes(body, problems);
  if (!changes.title && !body.contains("title")) problems.push_back({"title", "is missing"});
  if (changes.rules && !track_ids.empty()) problems.push_back({"track_ids", "and rules cannot be in one playlist"});
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));

  Playlist playlist;
  playlist.id = new_id();
  playlist.owner_id = viewer.user_id;
  playlist.created_at = playlist.updated_at = now_ms();
  apply(changes, playlist);
  insert_playlist(services, request, playlist, track_ids);
  return Response::ok(playlist_json(services, playlist, viewer), 201)
      .header("Location", "/api/v1/playlists/" + playlist.id);
}

Response get(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  const auto playlist = services.playlists.require(request.param("id"), viewer, &may_read_playlist);
  return Response::ok(playlist_json(services, playlist, viewer));
}

Response update(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  auto playlist = services.playlists.require(request.param("id"), viewer, &may_manage_playlist);
  Problems problems;
  const auto changes = parse_playlist_changes(object_of(request), problems);
  if (changes.rules && !playlist.is_smart()) problems.push_back({"rules", "are for smart playlists; make a new one"});
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));
  write(services, [&](const Tx& tx) {
    playlist = hold_playlist(tx, playlist.id, viewer, &may_manage_playlist);
    const Json before = audit_state(playlist);
    apply(changes, playlist);
    Playlists::update(tx, playlist);
    services.events.emit(tx, playlist_event(playlist_updated_event, playlist, request.id()));
    services.audit.record(tx, request,
                          {"library.playlist.updated", "playlist", playlist.id, before, audit_state(playlist)});
  });
  announce(services, playlist.id, playlist.revision);
  return Response::ok(playlist_json(services, playlist, viewer));
}

Response remove(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const auto playlist = services.playlists.require(request.param("id"), viewer_of(principal), &may_delete_playlist);
  write(services, [&](const Tx& tx) {
    if (!Playlists::remove(tx, playlist.id)) return;
    services.events.emit(tx, playlist_event(playlist_deleted_event, playlist, request.id()));
    services.audit.record(tx, request,
                          {"library.playlist.deleted", "playlist", playlist.id, audit_state(playlist), nullptr});
  });
  announce(services, playlist.id, playlist.revision + 1);
  return Response::empty();
}

// What rules would choose, before they are kept.
Response preview(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  const Json body = object_of(request);
  Problems problems;
  const auto rules = parse_smart_rules(body.value("rules", Json()), problems);
  if (!rules) throw HttpError::invalid_fields(std::move(problems));
  const auto ids = smart_track_ids(services, to_text(to_json(*rules)), viewer, std::string(viewer.user_id));
  Names names(services);
  Json data = Json::array();
  for (size_t i = 0; i < ids.size() && i < 50; ++i) {
    if (const auto track = services.tracks.find(ids[i])) data.push_back(to_json(*track, names.of(track->owner_id)));
  }
  return Response::list(data, {{"per_page", 50}, {"total", ids.size()}});
}

}  // namespace

void insert_playlist(const Services& services, const Request& request, Playlist& playlist,
                     const std::vector<std::string>& track_ids) {
  write(services, [&](const Tx& tx) {
    if (Playlists::count_owned(tx, playlist.owner_id) >= most_playlists) {
      throw HttpError(409, "too_many", "You have 1000 playlists, which is the most; remove one first.");
    }
    Playlists::insert(tx, playlist);
    const auto there = still_there(tx, track_ids);
    Items::add(tx, playlist.id, there, std::nullopt, playlist.owner_id, playlist.created_at);
    playlist.item_count = static_cast<int64_t>(there.size());
    services.events.emit(tx, playlist_event(playlist_created_event, playlist, request.id()));
    services.audit.record(tx, request,
                          {"library.playlist.created", "playlist", playlist.id, nullptr, audit_state(playlist)});
  });
}

void add_playlist_routes(Services& services) {
  RouteOptions creating, updating, deleting;
  creating.permission = "playlist:create";
  updating.permission = "playlist:update";
  deleting.permission = "playlist:delete";
  services.http.get("/api/v1/playlists", [&](const Request& request) { return list(services, request); });
  services.http.post(
      "/api/v1/playlists", [&](const Request& request) { return create(services, request); }, creating);
  services.http.post(
      "/api/v1/playlists/preview", [&](const Request& request) { return preview(services, request); }, creating);
  services.http.get("/api/v1/playlists/{id}", [&](const Request& request) { return get(services, request); });
  services.http.patch(
      "/api/v1/playlists/{id}", [&](const Request& request) { return update(services, request); }, updating);
  services.http.del(
      "/api/v1/playlists/{id}", [&](const Request& request) { return remove(services, request); }, deleting);
}

}  // namespace veza::library
