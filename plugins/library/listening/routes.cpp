#include "listening/routes.h"

#include <veza/id.hpp>

#include "playlists/routes.h"
#include "playlists/visible.h"

namespace veza::library {
namespace {

constexpr int64_t most_liked_ids = 10'000;
constexpr int64_t longest_play_ms = 86'400'000;
constexpr std::string_view liked_event = "library.track.liked.v1", unliked_event = "library.track.unliked.v1",
                           played_event = "library.track.played.v1", followed_event = "library.artist.followed.v1",
                           unfollowed_event = "library.artist.unfollowed.v1";

Event event_of(std::string_view type, std::string_view kind, std::string_view id, std::string_view user_id,
               const Request& request) {
  Event event;
  event.type = type;
  event.aggregate_type = kind;
  event.aggregate_id = id;
  event.correlation_id = request.id();
  event.data = {{std::string(kind) + "_id", id}, {"user_id", user_id}};
  return event;
}

Response like(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const auto track = services.tracks.require_readable(request.param("id"), viewer_of(principal));
  services.db.write([&](const Tx& tx) {
    if (!Listening::like(tx, principal.user_id(), track.id, now_ms())) return;
    services.events.emit(tx, event_of(liked_event, "track", track.id, principal.user_id(), request));
  });
  return Response::empty();
}

// Also of a track that can no longer be read: the like is one's own.
Response unlike(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const std::string id(request.param("id"));
  bool removed = false;
  services.db.write([&](const Tx& tx) {
    removed = Listening::unlike(tx, principal.user_id(), id);
    if (removed) services.events.emit(tx, event_of(unliked_event, "track", id, principal.user_id(), request));
  });
  if (!removed) services.tracks.require_readable(id, viewer_of(principal));
  return Response::empty();
}

Response page(const Services& services, const Viewer& viewer, const std::optional<HeardPage>& rows, int64_t per_page,
              const char* time) {
  if (!rows) {
    throw HttpError::invalid_fields({{"cursor", "is not the next_cursor of this list; start without one"}});
  }
  Names names(services);
  Json data = Json::array();
  for (const auto& row : rows->rows) {
    const auto track = services.tracks.find(row.track_id);
    if (!track || may_read(viewer, track->ownership()) != Access::granted) continue;
    Json one{{"track", to_json(*track, names.of(track->owner_id))}, {time, rfc3339(row.at)}};
    if (!row.play_id.empty()) {
      one["play_id"] = row.play_id;
      one["heard"] = static_cast<double>(row.heard_ms) / 1000;
    }
    data.push_back(std::move(one));
  }
  return Response::list(
      data, {{"per_page", per_page}, {"next_cursor", rows->next_cursor ? Json(*rows->next_cursor) : Json()}});
}

Response likes(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  const int64_t per_page = per_page_of(request);
  return page(services, viewer, services.listening.likes(viewer, per_page, request.query("cursor").value_or("")),
              per_page, "liked_at");
}

Response liked_ids(const Services& services, const Request& request) {
  Json data = Json::array();
  for (const auto& each : services.listening.liked_ids(request.principal().user_id(), most_liked_ids)) {
    data.push_back(each.track_id);
  }
  return Response::ok(data);
}

Response liked_dates(const Services& services, const Request& request) {
  Json data = Json::array();
  for (const auto& each : services.listening.liked_ids(request.principal().user_id(), most_liked_ids)) {
    data.push_back({{"id", each.track_id}, {"liked_at", rfc3339(each.at)}});
  }
  return Response::ok(data);
}

Response history(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const Viewer viewer = viewer_of(principal);
  const int64_t per_page = per_page_of(request);
  return page(services, viewer, services.listening.history(viewer, per_page, request.query("cursor").value_or("")),
              per_page, "played_at");
}

Response clear_history(const Services& services, const Request& request) {
  const auto principal = request.principal();
  services.db.write([&](const Tx& tx) {
    const auto rows = Listening::clear_history(tx, principal.user_id());
    services.audit.record(
        tx, request,
        {"library.history.cleared", "user", std::string(principal.user_id()), Json{{"plays", rows}}, nullptr});
  });
  return Response::empty();
}

Response play(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const auto track = services.tracks.require_readable(request.param("id"), viewer_of(principal));
  const Json body = object_of(request);
  Problems problems;
  Play play;
  play.user_id = principal.user_id();
  play.track_id = track.id;
  play.duration_ms = track.duration_ms;
  play.may_count = !request.opted_out();
  for (const auto& [name, value] : body.items()) {
    if (name == "play_id") {
      if (value.is_string() && is_id(value.get_ref<const std::string&>())) play.play_id = value.get<std::string>();
    } else if (name == "heard") {
      const double heard = value.is_number() ? value.get<double>() : -1;
      if (!(heard >= 0 && heard * 1000 <= longest_play_ms)) {
        problems.push_back({"heard", "must be the seconds that were heard, at most a day"});
      } else {
        play.heard_ms = static_cast<int64_t>(heard * 1000);
      }
    } else {
      problems.push_back({name.substr(0, 60), "is not known here"});
    }
  }
  if (play.play_id.empty()) problems.push_back({"play_id", "must be a UUID in small letters that names this play"});
  if (!body.contains("heard")) problems.push_back({"heard", "is missing"});
  if (!problems.empty()) throw HttpError::invalid_fields(std::move(problems));
  auto kept = Listening::Kept::gone;
  services.db.write([&](const Tx& tx) {
    kept = Listening::play(tx, play, now_ms());
    if (kept != Listening::Kept::counted) return;
    services.events.emit(tx, event_of(played_event, "track", track.id, principal.user_id(), request));
  });
  if (kept == Listening::Kept::gone) throw HttpError(404, "not_found", "There is no such track.");
  if (kept == Listening::Kept::another_track) {
    throw HttpError(409, "play_id_used", "This play_id is that of a play of another track; make a new one.");
  }
  return Response::ok({{"counted", kept == Listening::Kept::counted}});
}

// The id of an artist the viewer may know of: one with listed tracks, or with one they may read. Throws HttpError 404.
std::string require_artist(const Services& services, const Request& request, const Viewer& viewer) {
  const std::string id(request.param("id"));
  std::vector<std::string> values{id};
  const std::string seen = readable_tracks_of(viewer, values);
  bool found = false;
  if (is_id(id)) {
    services.db.query(
        "SELECT 1 FROM library_artists a WHERE a.id = $1 AND (a.public_count > 0 OR EXISTS "
        "(SELECT 1 FROM library_track_artists x JOIN library_tracks t ON t.id = x.track_id "
        "WHERE x.artist_id = a.id AND " +
            seen + "))",
        Params(values.begin(), values.end()), [&](const Row&) { found = true; });
  }
  if (!found) throw HttpError(404, "not_found", "There is no such artist.");
  return id;
}

Response follow(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const auto id = require_artist(services, request, viewer_of(principal));
  services.db.write([&](const Tx& tx) {
    if (!Listening::follow(tx, principal.user_id(), id, now_ms())) return;
    services.events.emit(tx, event_of(followed_event, "artist", id, principal.user_id(), request));
  });
  return Response::empty();
}

Response unfollow(const Services& services, const Request& request) {
  const auto principal = request.principal();
  const std::string id(request.param("id"));
  bool removed = false;
  services.db.write([&](const Tx& tx) {
    removed = Listening::unfollow(tx, principal.user_id(), id);
    if (removed) services.events.emit(tx, event_of(unfollowed_event, "artist", id, principal.user_id(), request));
  });
  if (!removed) require_artist(services, request, viewer_of(principal));
  return Response::empty();
}

Response following(const Services& services, const Request& request) {
  Json data = Json::array();
  for (const auto& each : services.listening.following(request.principal().user_id())) {
    data.push_back({{"artist", {{"id", each.id}, {"name", each.name}}}, {"since", rfc3339(each.since)}});
  }
  return Response::ok(data);
}

}  // namespace

void add_listening_routes(Services& services) {
  RouteOptions reading, writing;
  reading.permission = "listening:read";
  writing.permission = "listening:write";
  const auto add = [&](auto Http::*method, std::string_view path, auto handler, const RouteOptions& options) {
    (services.http.*method)(
        path, [&services, handler](const Request& request) { return handler(services, request); }, options);
  };
  add(&Http::put, "/api/v1/tracks/{id}/like", &like, writing);
  add(&Http::del, "/api/v1/tracks/{id}/like", &unlike, writing);
  add(&Http::post, "/api/v1/tracks/{id}/plays", &play, writing);
  add(&Http::get, "/api/v1/me/likes", &likes, reading);
  add(&Http::get, "/api/v1/me/likes/ids", &liked_ids, reading);
  add(&Http::get, "/api/v1/me/likes/dates", &liked_dates, reading);
  add(&Http::get, "/api/v1/me/history", &history, reading);
  add(&Http::del, "/api/v1/me/history", &clear_history, writing);
  add(&Http::put, "/api/v1/artists/{id}/follow", &follow, writing);
  add(&Http::del, "/api/v1/artists/{id}/follow", &unfollow, writing);
  add(&Http::get, "/api/v1/me/following", &following, reading);
}

}  // namespace veza::library
