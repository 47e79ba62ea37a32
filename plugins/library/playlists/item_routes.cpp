#include <set>

#include <veza/id.hpp>

#include "playlists/tracks_of.h"

namespace veza::library {
namespace {

HttpError no_item() { return {404, "not_found", "There is no such item in this playlist."}; }
HttpError after_is_gone() {
  return {409, "item_gone", "The item it should follow is no longer in this playlist; look at it again."};
}

void must_be_manual(const Playlist& playlist) {
  if (playlist.is_smart()) {
    throw HttpError(409, "smart_playlist", "Rules choose the tracks of this playlist; change its rules instead.");
  }
}

Response list(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  const auto playlist = services.playlists.require(request.param("id"), viewer, &may_read_playlist);
  Json meta;
  const bool can_edit = may_edit_items(viewer, playlist.ownership()) == Access::granted;
  const Json data = items_json(services, playlist, viewer, can_edit, request, meta);
  return Response::list(data, meta);
}

// "after": an item's id; null: the front; left out: nothing, where that is allowed.
std::optional<std::string> after_of(const Json& body, Problems& problems) {
  const auto found = body.find("after");
  if (found == body.end()) return std::nullopt;
  if (found->is_null()) return "";
  if (found->is_string() && is_id(found->get_ref<const std::string&>())) return found->get<std::string>();
  problems.push_back({"after", "must be the id of an item, or null for the front"});
  return std::nullopt;
}

void only(const Json& body, std::initializer_list<std::string_view> known, Problems& problems) {
  for (const auto& [name, value] : body.items()) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      problems.push_back({name.substr(0, 60), "is not known here"});
    }
  }
}

Response add(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  auto playlist = services.playlists.require(request.param("id"), viewer, &may_edit_items);
  must_be_manual(playlist);
  const Json body = object_of(request);
  Problems problems;
  only(body, {"track_ids", "after"}, problems);
  const auto after = after_of(body, problems);
  const auto track_ids = readable_track_ids(services, body.value("track_ids", Json()), viewer, problems);
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));
  Json added;
  write(services, [&](const Tx& tx) {
    playlist = hold_playlist(tx, playlist.id, viewer, &may_edit_items);
    const auto there = still_there(tx, track_ids);
    if (playlist.item_count + static_cast<int64_t>(there.size()) > most_items) {
      throw HttpError(409, "too_many", "A playlist holds at most 10000 tracks.");
    }
    const auto items =
        Items::add(tx, playlist.id, there, after ? Items::After(*after) : std::nullopt, viewer.user_id, now_ms());
    if (!items) throw after_is_gone();
    added = Json::array();
    for (const auto& item : *items) added.push_back({{"id", item.id}, {"track_id", item.track_id}});
  });
  announce(services, playlist.id, playlist.revision);
  return Response::ok(added, 201);
}

Response move(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  auto playlist = services.playlists.require(request.param("id"), viewer, &may_edit_items);
  must_be_manual(playlist);
  const Json body = object_of(request);
  Problems problems;
  only(body, {"after"}, problems);
  if (!body.contains("after")) problems.push_back({"after", "is missing"});
  const auto after = after_of(body, problems);
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));
  const std::string item_id(request.param("item_id"));
  write(services, [&](const Tx& tx) {
    playlist = hold_playlist(tx, playlist.id, viewer, &may_edit_items);
    const auto moved = Items::move(tx, playlist.id, item_id, *after);
    if (moved == Items::Moved::no_item) throw no_item();
    if (moved == Items::Moved::no_after) throw after_is_gone();
  });
  announce(services, playlist.id, playlist.revision);
  return Response::empty();
}

Response remove(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  auto playlist = services.playlists.require(request.param("id"), viewer, &may_edit_items);
  must_be_manual(playlist);
  const std::string item_id(request.param("item_id"));
  write(services, [&](const Tx& tx) {
    playlist = hold_playlist(tx, playlist.id, viewer, &may_edit_items);
    if (!Items::remove(tx, playlist.id, item_id)) throw no_item();
  });
  announce(services, playlist.id, playlist.revision);
  return Response::empty();
}

}  // namespace

std::vector<std::string> readable_track_ids(const Services& services, const Json& ids, const Viewer& viewer,
                                            Problems& problems) {
  std::vector<std::string> out;
  if (!ids.is_array() || ids.empty() || ids.size() > 500) {
    problems.push_back({"track_ids", "must be a list of 1 to 500 ids"});
    return out;
  }
  std::set<std::string> known;
  for (const Json& each : ids) {
    const auto id = each.is_string() ? each.get<std::string>() : std::string();
    if (!known.contains(id)) {
      const auto track = services.tracks.find(id);
      if (!track || may_read(viewer, track->ownership()) != Access::granted) {
        problems.push_back({"track_ids", "names a track that is not there"});
        return out;
      }
      known.insert(id);
    }
    out.push_back(id);
  }
  return out;
}

std::vector<std::string> still_there(const Tx& tx, const std::vector<std::string>& track_ids) {
  std::set<std::string> there;
  // In one order for all, so that nobody waits for somebody who waits for them.
  for (const auto& id : std::set<std::string>(track_ids.begin(), track_ids.end())) {
    if (tx.execute("UPDATE library_tracks SET updated_at = updated_at WHERE id = $1", {id}) > 0) there.insert(id);
  }
  std::vector<std::string> out;
  for (const auto& id : track_ids) {
    if (there.contains(id)) out.push_back(id);
  }
  return out;
}

void add_item_routes(Services& services) {
  RouteOptions updating;
  updating.permission = "playlist:update";
  services.http.get("/api/v1/playlists/{id}/items", [&](const Request& request) { return list(services, request); });
  services.http.post(
      "/api/v1/playlists/{id}/items", [&](const Request& request) { return add(services, request); }, updating);
  services.http.patch(
      "/api/v1/playlists/{id}/items/{item_id}", [&](const Request& request) { return move(services, request); },
      updating);
  services.http.del(
      "/api/v1/playlists/{id}/items/{item_id}", [&](const Request& request) { return remove(services, request); },
      updating);
}

}  // namespace veza::library
