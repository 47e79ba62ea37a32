#include <veza/id.hpp>

#include "playlists/routes.h"

namespace veza::library {
namespace {

constexpr int64_t day_ms = 86'400'000;

Json share_json(const Share& share) {
  const auto time = [](const std::optional<int64_t>& ms) { return ms ? Json(rfc3339(*ms)) : Json(); };
  return {{"id", share.id},
          {"role", share.role == CollaboratorRole::none ? Json() : Json(collaborator_role_name(share.role))},
          {"created_at", rfc3339(share.created_at)},
          {"expires_at", time(share.expires_at)},
          {"uses", share.uses},
          {"last_used_at", time(share.last_used_at)}};
}

Response list(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const auto playlist = services.playlists.require(request.param("id"), viewer_of(principal), &may_manage_playlist);
  Json data = Json::array();
  for (const auto& share : services.shares.of(playlist.id)) data.push_back(share_json(share));
  return Response::ok(data);
}

Share read_share(const Json& body) {
  Problems problems;
  Share out;
  out.id = new_id();
  out.created_at = now_ms();
  for (const auto& [name, value] : body.items()) {
    if (name == "expires_in_days") {
      if (value.is_null()) continue;
      if (!value.is_number_integer() || value < 1 || value > 3650) {
        problems.push_back({name, "must be a number of days from 1 to 3650, or null"});
      } else {
        out.expires_at = out.created_at + value.get<int64_t>() * day_ms;
      }
    } else if (name == "role") {
      const auto role = value.is_string() ? collaborator_role_named(value.get_ref<const std::string&>()) : std::nullopt;
      if (role) out.role = *role;
      if (!role && !value.is_null()) problems.push_back({name, "must be \"editor\", \"viewer\" or null"});
    } else {
      problems.push_back({name.substr(0, 60), "is not known here"});
    }
  }
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));
  return out;
}

Response create(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  auto playlist = services.playlists.require(request.param("id"), viewer, &may_manage_playlist);
  Share share = read_share(request.body().empty() ? Json::object() : object_of(request));
  share.playlist_id = playlist.id;
  const std::string token = new_share_token();
  write(services, [&](const Tx& tx) {
    playlist = hold_playlist(tx, playlist.id, viewer, &may_manage_playlist);
    if (!Shares::insert(tx, share, token)) {
      throw HttpError(409, "too_many", "This playlist has 50 links, which is the most; take one back first.");
    }
    services.audit.record(tx, request,
                          {"library.playlist.shared", "playlist", playlist.id, nullptr, share_json(share)});
  });
  Json out = share_json(share);
  out["token"] = token;
  // The token is behind the '#': browsers send it to nobody, and no log has it.
  out["url"] = std::string(request.base_url()) + "/shared#" + token;
  return Response::ok(out, 201).header("Cache-Control", "no-store");
}

Response revoke(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  auto playlist = services.playlists.require(request.param("id"), viewer, &may_manage_playlist);
  const std::string share_id(request.param("share_id"));
  write(services, [&](const Tx& tx) {
    playlist = hold_playlist(tx, playlist.id, viewer, &may_manage_playlist);
    if (!Shares::remove(tx, playlist.id, share_id)) throw HttpError(404, "not_found", "There is no such link.");
    services.audit.record(tx, request,
                          {"library.playlist.unshared", "playlist", playlist.id, Json{{"id", share_id}}, nullptr});
  });
  return Response::empty();
}

HttpError no_link() { return {404, "not_found", "This link does not work (any more). Ask who sent it for a new one."}; }

struct Opened {
  Share share;
  Playlist playlist;
};
Opened open(const Services& services, const Request& request, const Viewer& viewer) {
  const auto share = services.shares.find(request.param("token"), now_ms());
  if (!share) throw no_link();
  auto playlist = services.playlists.find(share->playlist_id, viewer.user_id);
  if (!playlist) throw no_link();
  return {*share, std::move(*playlist)};
}

Response show(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  const auto [share, playlist] = open(services, request, viewer);
  Json meta;
  // Tracks are those the viewer may hear, whatever the link shows.
  const Json items = items_json(services, playlist, viewer, false, request, meta);
  const bool first_page = request.query("cursor").value_or("").empty();
  if (first_page && !request.opted_out()) {
    services.db.write([&](const Tx& tx) { Shares::count_use(tx, share.id, now_ms()); });
  }
  Json out = playlist_json(services, playlist, viewer);
  out["item_count"] = meta["total"];
  const Json role = share.role == CollaboratorRole::none ? Json() : Json(collaborator_role_name(share.role));
  return Response::list({{"playlist", std::move(out)}, {"items", items}, {"role", role}}, meta)
      .header("Cache-Control", "no-store");
}

// Whoever is signed in and has a link that invites works on the playlist from now on.
Response join(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  auto [share, playlist] = open(services, request, viewer);
  if (share.role == CollaboratorRole::none)
    throw HttpError(403, "forbidden", "This link shows the playlist, and invites nobody.");
  if (playlist.owner_id == viewer.user_id) throw HttpError(409, "owner", "This playlist is yours.");
  const std::string user_id(viewer.user_id);
  write(services, [&, share = share](const Tx& tx) {
    auto held = Playlists::hold(tx, playlist.id, viewer.user_id);
    // Taking a link back holds the playlist too: none works that is gone by now.
    if (!held || !Shares::holds(tx, share.id, now_ms())) throw no_link();
    playlist = std::move(*held);
    // No link makes less of somebody.
    if (playlist.role == CollaboratorRole::editor || playlist.role == share.role) return;
    if (!Playlists::put_collaborator(tx, playlist.id, user_id, share.role, now_ms())) {
      throw HttpError(409, "too_many", "A playlist has at most 100 people who work on it.");
    }
    services.audit.record(
        tx, request,
        {"library.playlist.collaborator_set", "playlist", playlist.id, nullptr,
         Json{{"user_id", user_id}, {"role", collaborator_role_name(share.role)}, {"share_id", share.id}}});
    playlist.role = share.role;
  });
  announce(services, playlist.id, playlist.revision);
  return Response::ok(playlist_json(services, playlist, viewer));
}

}  // namespace

void add_share_routes(Services& services) {
  RouteOptions updating;
  updating.permission = "playlist:update";
  const std::string all = "/api/v1/playlists/{id}/shares";
  services.http.get(
      all, [&](const Request& request) { return list(services, request); }, updating);
  services.http.post(
      all, [&](const Request& request) { return create(services, request); }, updating);
  services.http.del(
      all + "/{share_id}", [&](const Request& request) { return revoke(services, request); }, updating);
  services.http.get("/api/v1/shared/{token}", [&](const Request& request) { return show(services, request); });
  services.http.post(
      "/api/v1/shared/{token}/join", [&](const Request& request) { return join(services, request); }, updating);
}

}  // namespace veza::library
