#include "routes/disposition.h"
#include "routes/playable.h"
#include "routes/routes.h"

namespace veza::library {
namespace {

Response stream(const Services& services, const Request& request) {
  const auto track = require_playable(services, request);
  return Response::blob(original_key(track), content_type(track.format))
      .header("Cache-Control", cache_control(track))
      .header("Content-Disposition", disposition("inline", track.file_name));
}

Response stream_token(const Services& services, const Request& request) {
  const Json body = request.json();
  const auto id = body.is_object() ? body.find("track_id") : body.end();
  if (id == body.end() || !id->is_string()) {
    throw HttpError(422, "invalid_fields", "Name the track to listen to.", {{"track_id", "must be a track's id"}});
  }
  const auto principal = request.principal();
  const auto track = services.tracks.require_readable(id->get_ref<const std::string&>(), viewer_of(principal));
  const auto token = services.identity.issue_stream_token(principal, track.id);
  return Response::ok({{"token", token.token}, {"expires_in", token.expires_in_s}}).header("Cache-Control", "no-store");
}

}  // namespace

void add_file_routes(Services& services) {
  RouteOptions media;
  media.flags = VEZA_HTTP_UNLIMITED;
  services.http.get(
      "/api/v1/tracks/{id}/stream", [&](const Request& request) { return stream(services, request); }, media);
  services.http.post("/api/v1/auth/stream-token",
                     [&](const Request& request) { return stream_token(services, request); });
}

}  // namespace veza::library
