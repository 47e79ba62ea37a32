#include <veza/id.hpp>

#include "playlists/routes.h"

namespace veza::library {
namespace {

Json collaborator_json(Names& names, const Collaborator& each) {
  return {{"user", {{"id", each.user_id}, {"username", names.of(each.user_id)}}},
          {"role", collaborator_role_name(each.role)},
          {"since", rfc3339(each.created_at)}};
}

// Who works on it is for those who do.
Response list(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  const auto playlist = services.playlists.require(request.param("id"), viewer, &may_read_playlist);
  if (playlist.role == CollaboratorRole::none && may_manage_playlist(viewer, playlist.ownership()) != Access::granted) {
    throw HttpError(403, "forbidden", "Only those who work on this playlist can see who does.");
  }
  Names names(services);
  Json data = Json::array();
  for (const auto& each : services.playlists.collaborators(playlist.id)) data.push_back(collaborator_json(names, each));
  return Response::ok(data);
}

Response put(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  auto playlist = services.playlists.require(request.param("id"), viewer, &may_manage_playlist);
  const std::string user_id(request.param("user_id"));
  const Json body = object_of(request);
  const auto wanted = body.find("role");
  const auto role = wanted != body.end() && wanted->is_string()
                        ? collaborator_role_named(wanted->get_ref<const std::string&>())
                        : std::optional<CollaboratorRole>();
  if (!role) throw HttpError::invalid_fields({{"role", "must be \"editor\" or \"viewer\""}});
  if (user_id == playlist.owner_id) throw HttpError(409, "owner", "The playlist is theirs already.");
  if (!is_id(user_id) || services.identity.user(user_id).is_null()) {
    throw HttpError(404, "not_found", "There is no such user.");
  }
  write(services, [&](const Tx& tx) {
    playlist = hold_playlist(tx, playlist.id, viewer, &may_manage_playlist);
    const auto before = Playlists::role_of(tx, playlist.id, user_id);
    if (!Playlists::put_collaborator(tx, playlist.id, user_id, *role, now_ms())) {
      throw HttpError(409, "too_many", "A playlist has at most 100 people who work on it.");
    }
    services.audit.record(tx, request,
                          {"library.playlist.collaborator_set", "playlist", playlist.id,
                           before ? Json{{"user_id", user_id}, {"role", collaborator_role_name(*before)}} : Json(),
                           Json{{"user_id", user_id}, {"role", collaborator_role_name(*role)}}});
  });
  announce(services, playlist.id, playlist.revision);
  return Response::empty();
}

// The owner takes somebody out, or somebody leaves.
Response remove(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  const std::string user_id(request.param("user_id"));
  const bool leaving = user_id == viewer.user_id;
  const auto rule = leaving ? &may_read_playlist : &may_manage_playlist;
  auto playlist = services.playlists.require(request.param("id"), viewer, rule);
  write(services, [&](const Tx& tx) {
    playlist = hold_playlist(tx, playlist.id, viewer, rule);
    const auto before = Playlists::role_of(tx, playlist.id, user_id);
    if (!before) throw HttpError(404, "not_found", "They do not work on this playlist.");
    Playlists::remove_collaborator(tx, playlist.id, user_id);
    services.audit.record(tx, request,
                          {"library.playlist.collaborator_removed", "playlist", playlist.id,
                           Json{{"user_id", user_id}, {"role", collaborator_role_name(*before)}}, nullptr});
  });
  announce(services, playlist.id, playlist.revision);
  return Response::empty();
}

}  // namespace

void add_collaborator_routes(Services& services) {
  RouteOptions reading, updating;
  reading.permission = "playlist:read";
  updating.permission = "playlist:update";
  const std::string one = "/api/v1/playlists/{id}/collaborators/{user_id}";
  services.http.get(
      "/api/v1/playlists/{id}/collaborators", [&](const Request& request) { return list(services, request); }, reading);
  services.http.put(
      one, [&](const Request& request) { return put(services, request); }, updating);
  services.http.del(
      one, [&](const Request& request) { return remove(services, request); }, updating);
}

}  // namespace veza::library
