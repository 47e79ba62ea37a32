#include "routes/routes.h"
#include "routes/track_json.h"
#include "routes/track_writes.h"

namespace veza::library {
namespace {

Response list(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  Problems problems;
  const auto query = parse_list_query([&](std::string_view name) { return request.query(name); }, viewer, problems);
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));
  const Page page = services.tracks.list(query, viewer);
  return Response::list(tracks_json(services, page.tracks),
                        {{"per_page", query.per_page},
                         {"total", page.total},
                         {"total_is_exact", page.total_is_exact},
                         {"next_cursor", page.next_cursor ? Json(*page.next_cursor) : Json()}});
}

Response get(const Services& services, const Request& request) {
  const auto track = services.tracks.require_readable(request.param("id"), viewer_of(request.principal()));
  return Response::ok(to_json(track, owner_name(services, track.owner_id)));
}

Response update(const Services& services, const Request& request) {
  auto track = services.tracks.require_editable(request.param("id"), viewer_of(request.principal()));
  const Json body = request.json();
  if (!body.is_object()) throw HttpError(400, "malformed_json", "Send a JSON object with the fields to change.");
  Problems problems;
  const Changes changes = parse_changes(body, problems);
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));
  bool found = false;
  services.db.write([&](const Tx& tx) {
    // Read again: between the check and here a job may have finished, or somebody changed another field; neither must
    // be written over.
    auto now = Tracks::hold(tx, track.id);
    found = now.has_value();
    if (!found) return;
    track = std::move(*now);
    change_track(services, tx, request, track, changes);
  });
  if (!found) throw HttpError(404, "not_found", "There is no such track.");
  return Response::ok(to_json(track, owner_name(services, track.owner_id)));
}

Response remove(const Services& services, const Request& request) {
  const auto track = services.tracks.require_deletable(request.param("id"), viewer_of(request.principal()));
  services.db.write([&](const Tx& tx) {
    if (const auto now = Tracks::hold(tx, track.id)) delete_track(services, tx, request, *now);
  });
  return Response::empty();
}

}  // namespace

void add_track_routes(Services& services) {
  services.http.get("/api/v1/tracks", [&](const Request& request) { return list(services, request); });
  services.http.get("/api/v1/tracks/{id}", [&](const Request& request) { return get(services, request); });
  RouteOptions updating, deleting;
  updating.permission = "track:update";
  deleting.permission = "track:delete";
  services.http.patch(
      "/api/v1/tracks/{id}", [&](const Request& request) { return update(services, request); }, updating);
  services.http.del(
      "/api/v1/tracks/{id}", [&](const Request& request) { return remove(services, request); }, deleting);
}

}  // namespace veza::library
