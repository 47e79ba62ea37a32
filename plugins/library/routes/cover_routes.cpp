#include <veza/id.hpp>

#include "cover_job.h"
#include "files_job.h"
#include "media/covers.h"
#include "media/metadata.h"
#include "routes/playable.h"
#include "routes/routes.h"
#include "rules/cover_sizes.h"
#include "store/events.h"

namespace veza::library {
namespace {

using Outcome = CoverSizes::Outcome;

[[noreturn]] void no_such_track() { throw HttpError(404, "not_found", "There is no such track."); }

// Makes them when nobody has asked before. False: there are none, the picture itself has to do.
bool has_sizes(const Services& services, const Track& track) {
  if (track.cover_sized != 0) return track.cover_sized > 0;
  const auto prefix = cover_prefix(track.id, track.cover_name());
  const auto made = make_cover_sizes(services, cover_key(track.id, track.cover_name()), *track.cover_type, prefix);
  if (made.outcome == Outcome::unavailable) {
    services.log.warn("a cover could not be made smaller", {{"track_id", track.id}, {"problem", made.problem}});
    return false;
  }
  const bool there = made.outcome == Outcome::made;
  bool current = false;
  services.db.write([&](const Tx& tx) { current = Tracks::set_cover_sized(tx, track, there); });
  // Replaced meanwhile: its removal may have run already.
  if (!current && there) services.blobs.remove_prefix(prefix);
  return there && current;
}

Response get(const Services& services, const Request& request) {
  const auto track = require_playable(services, request);
  const auto asked = request.query("size");
  const auto size = asked ? cover_size(*asked) : std::nullopt;
  if (asked && !size) throw HttpError::invalid_fields({{"size", "must be 64, 256, 512 or 1024"}});
  if (!track.cover_type) throw HttpError(404, "not_found", "This track has no cover.");
  if (size && has_sizes(services, track)) {
    return Response::blob(cover_prefix(track.id, track.cover_name()) + std::to_string(*size), "image/jpeg")
        .header("Cache-Control", cache_control(track));
  }
  return Response::blob(cover_key(track.id, track.cover_name()), *track.cover_type)
      .header("Cache-Control", cache_control(track));
}

std::string_view require_picture(std::string_view bytes) {
  if (bytes.empty()) throw HttpError(422, "invalid_fields", "Send the picture as the body.", {{"cover", "is missing"}});
  if (bytes.size() > max_cover) throw HttpError(413, "too_large", "A cover is at most 10 MiB.");
  const auto type = picture_type(bytes);
  if (type.empty()) {
    throw HttpError(415, "unsupported_media_type", "This is no JPEG, PNG or WebP picture.",
                    {{"cover", "is not a JPEG, PNG or WebP picture"}});
  }
  if (!picture_is_whole(bytes)) {
    throw HttpError(422, "invalid_fields", "This picture ends early; send all of it.", {{"cover", "ends early"}});
  }
  return type;
}

// Writes what `track` says of its cover, in place of what it had. False when the track is gone.
bool commit(const Services& services, const Request& request, Track& track, const std::optional<std::string>& type,
            const std::optional<std::string>& cover_id) {
  bool found = false;
  services.db.write([&](const Tx& tx) {
    auto now = Tracks::hold(tx, track.id);
    found = now.has_value();
    if (!found) return;
    track = std::move(*now);
    if (!track.cover_type && !type) return;
    const Json before{{"cover", track.cover_type ? Json(*track.cover_type) : Json()}};
    if (track.cover_type) {
      services.jobs.enqueue(tx, remove_cover_job(track.id, track.cover_name(), replaced_cover_delay_ms, request.id()));
    }
    track.cover_type = type;
    track.cover_id = cover_id;
    track.cover_sized = type ? 1 : 0;
    track.updated_at = std::max(track.updated_at, now_ms());
    Tracks::update(tx, track);
    if (cover_id) services.jobs.cancel(tx, remove_cover_key(track.id, *cover_id));
    services.events.emit(tx, track_event(updated_event, track, request.id()));
    services.audit.record(tx, request,
                          {"library.track.cover", "track", track.id, before, {{"cover", type ? Json(*type) : Json()}}});
  });
  return found;
}

Response put(const Services& services, const Request& request) {
  auto track = services.tracks.require_editable(request.param("id"), viewer_of(request.principal()));
  const std::string type(require_picture(request.body()));
  const std::string cover = new_id();
  // Whatever happens from here on: a picture that is no cover is removed. After a failure of the commit nobody can tell
  // whether it is one, so only the job may do it then.
  services.db.write([&](const Tx& tx) {
    services.jobs.enqueue(tx, remove_cover_job(track.id, cover, abandoned_after_ms, request.id()));
  });
  services.blobs.put(cover_key(track.id, cover), request.body());
  const auto sizes = make_cover_sizes(services, cover_key(track.id, cover), type, cover_prefix(track.id, cover));
  if (sizes.outcome != Outcome::made || !commit(services, request, track, type, cover)) {
    services.blobs.remove_prefix(cover_prefix(track.id, cover));
    services.db.write([&](const Tx& tx) { services.jobs.cancel(tx, remove_cover_key(track.id, cover)); });
    if (sizes.outcome == Outcome::refused) {
      throw HttpError(422, "invalid_fields", "This picture " + sizes.problem + ".", {{"cover", sizes.problem}});
    }
    if (sizes.outcome == Outcome::unavailable) {
      services.log.error("a cover could not be made smaller", {{"track_id", track.id}, {"problem", sizes.problem}});
      throw HttpError(503, "unavailable", "Pictures cannot be taken just now; try again later.");
    }
    no_such_track();
  }
  return Response::ok(to_json(track, owner_name(services, track.owner_id)));
}

Response remove(const Services& services, const Request& request) {
  auto track = services.tracks.require_editable(request.param("id"), viewer_of(request.principal()));
  if (!commit(services, request, track, std::nullopt, std::nullopt)) no_such_track();
  return Response::empty();
}

}  // namespace

void add_cover_routes(Services& services) {
  RouteOptions media, writing, removing;
  media.flags = VEZA_HTTP_UNLIMITED;
  services.http.get(
      "/api/v1/tracks/{id}/cover", [&](const Request& request) { return get(services, request); }, media);
  writing.permission = removing.permission = "track:update";
  writing.body_limit = max_cover;
  services.http.put(
      "/api/v1/tracks/{id}/cover", [&](const Request& request) { return put(services, request); }, writing);
  services.http.del(
      "/api/v1/tracks/{id}/cover", [&](const Request& request) { return remove(services, request); }, removing);
}

}  // namespace veza::library
