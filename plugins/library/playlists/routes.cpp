#include "playlists/routes.h"

#include <charconv>

#include <veza/id.hpp>

#include "playlists/smart.h"

namespace veza::library {
namespace {

constexpr std::string_view channel = "playlist";

void publish(const Services& services, const Json& data) {
  const std::string topic = "playlist." + data.at("playlist_id").get<std::string>();
  services.sockets.publish(topic, {{"type", "PlaylistChanged"}, {"topic", topic}, {"data", data}});
}

Json item_json(const Services& services, Names& names, const std::string& id, const std::string& track_id,
               const Viewer& viewer, const Json& added_at) {
  const auto track = services.tracks.find(track_id);
  const bool seen = track && may_read(viewer, track->ownership()) == Access::granted;
  return {{"id", id}, {"track", seen ? to_json(*track, names.of(track->owner_id)) : Json()}, {"added_at", added_at}};
}

}  // namespace

void add_playlists(Services& services) {
  add_playlist_routes(services);
  add_item_routes(services);
  add_collaborator_routes(services);
  add_share_routes(services);
  add_transfer_routes(services);
  services.sockets.topic("playlist.", [&services](const Principal& principal, std::string_view topic) {
    const Viewer viewer = viewer_of(principal);
    const auto playlist = services.playlists.find(topic.substr(std::string_view("playlist.").size()), viewer.user_id);
    return playlist && may_read_playlist(viewer, playlist->ownership()) == Access::granted;
  });
  services.kv.subscribe(channel, [&services](std::string_view message) { publish(services, parse_json(message)); });
}

void announce(const Services& services, const std::string& playlist_id, int64_t revision) {
  const Json data{{"playlist_id", playlist_id}, {"revision", revision}};
  try {
    services.kv.publish(channel, to_text(data));
  } catch (const std::exception& error) {
    services.log.warn("a change of a playlist is told on this host only", {{"problem", error.what()}});
    publish(services, data);
  }
}

Json playlist_json(const Services& services, const Playlist& playlist, const Viewer& viewer) {
  const bool can_manage = may_manage_playlist(viewer, playlist.ownership()) == Access::granted;
  const bool can_edit = !playlist.is_smart() && may_edit_items(viewer, playlist.ownership()) == Access::granted;
  Json out = to_json(playlist, owner_name(services, playlist.owner_id), can_edit, can_manage);
  // Nobody learns from a number that there are tracks they may not hear.
  if (!can_edit && !playlist.is_smart() && playlist.item_count > 0) {
    out["item_count"] = services.items.readable_count(playlist.id, viewer);
  }
  return out;
}

std::vector<std::string> smart_track_ids(const Services& services, const std::string& rules, const Viewer& viewer,
                                         const std::string& owner_id) {
  Problems problems;
  std::vector<std::string> ids;
  const auto parsed = parse_smart_rules(parse_json(rules), problems);
  // Kept by a version that knew more.
  if (!parsed) return ids;
  const auto statement = compile(*parsed, viewer, owner_id, now_ms());
  Params params;
  for (const auto& value : statement.values) {
    std::visit([&](const auto& v) { params.emplace_back(v); }, value);
  }
  services.db.query(statement.sql, params, [&](const Row& row) { ids.push_back(row.text(0)); });
  return ids;
}

Json items_json(const Services& services, const Playlist& playlist, const Viewer& viewer, bool can_edit,
                const Request& request, Json& meta) {
  const int64_t per_page = per_page_of(request, 100);
  const auto cursor = request.query("cursor").value_or("");
  const auto bad_cursor = [] {
    return HttpError::invalid_fields({{"cursor", "is not the next_cursor of this list; start without one"}});
  };
  Names names(services);
  Json data = Json::array();
  meta = {{"per_page", per_page}, {"next_cursor", nullptr}};
  if (playlist.is_smart()) {
    const auto ids = smart_track_ids(services, *playlist.rules, viewer, playlist.owner_id);
    size_t from = 0;
    const auto* end = cursor.data() + cursor.size();
    if (!cursor.empty() && std::from_chars(cursor.data(), end, from).ptr != end) throw bad_cursor();
    const size_t last = std::min(ids.size(), std::min(from, ids.size()) + static_cast<size_t>(per_page));
    for (size_t i = from; i < last; ++i) data.push_back(item_json(services, names, ids[i], ids[i], viewer, nullptr));
    meta["total"] = ids.size();
    if (last < ids.size()) meta["next_cursor"] = std::to_string(last);
    return data;
  }
  const auto page = services.items.page(playlist.id, viewer, can_edit, per_page, cursor);
  if (!page) throw bad_cursor();
  for (const auto& item : page->items) {
    data.push_back(item_json(services, names, item.id, item.track_id, viewer, rfc3339(item.created_at)));
    if (!can_edit) continue;
    data.back()["added_by"] =
        item.created_by ? Json{{"id", *item.created_by}, {"username", names.of(*item.created_by)}} : Json();
  }
  meta["total"] = page->total;
  if (page->next_cursor) meta["next_cursor"] = *page->next_cursor;
  return data;
}

int64_t per_page_of(const Request& request, int64_t otherwise) {
  const auto text = request.query("per_page").value_or("");
  if (text.empty()) return otherwise;
  int64_t out = 0;
  const auto* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, out);
  if (error != std::errc() || stopped != end || out < 1 || out > 100) {
    throw HttpError::invalid_fields({{"per_page", "must be a number from 1 to 100"}});
  }
  return out;
}

Json object_of(const Request& request) {
  Json body = request.json();
  if (!body.is_object()) throw HttpError(400, "malformed_json", "Send a JSON object.");
  return body;
}

void write(const Services& services, const std::function<void(const Tx&)>& body) {
  std::optional<HttpError> refused;
  try {
    services.db.write([&](const Tx& tx) {
      refused.reset();
      try {
        body(tx);
      } catch (const HttpError& error) {
        refused = error;
        throw Error(VEZA_E_FORBIDDEN, error.what());
      }
    });
  } catch (const Error&) {
    if (refused) throw *refused;
    throw;
  }
}

Playlist hold_playlist(const Tx& tx, const std::string& id, const Viewer& viewer, Playlists::Rule rule) {
  auto playlist = Playlists::hold(tx, id, viewer.user_id);
  const Access access = playlist ? rule(viewer, playlist->ownership()) : Access::hidden;
  if (access == Access::hidden) throw HttpError(404, "not_found", "There is no such playlist.");
  if (access == Access::forbidden)
    throw HttpError(403, "forbidden", "Only those who work on this playlist can do this.");
  return std::move(*playlist);
}

}  // namespace veza::library
