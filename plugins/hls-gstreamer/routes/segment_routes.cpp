#include "routes/access.h"
#include "routes/routes.h"
#include "rules/names.h"

namespace veza::hls {
namespace {

// A generation's files never change, and its URLs are used again only for the same bytes.
constexpr std::string_view for_ever = "max-age=31536000, immutable";

Response segment(Services& services, const Request& request) {
  const Granted granted = require_access(services, request);
  const auto quality = request.param("quality");
  const auto file = request.param("segment");
  if (granted.track.generation.empty() || !is_quality(quality) || !is_segment_file(file)) {
    throw HttpError(404, "not_found", "There is no such segment.");
  }
  return Response::blob(
             blob_key(request.param("id"), granted.track.generation, std::string(quality) + "/" + std::string(file)),
             "audio/mp4")
      .header("Cache-Control", cache_control(granted, for_ever));
}

Response waveform(Services& services, const Request& request) {
  const Granted granted = require_access(services, request);
  const auto rendition = services.renditions.find(request.param("id"));
  if (!rendition || rendition->status != "ready") {
    throw HttpError(404, "not_ready", "The waveform of this track has not been drawn yet.");
  }
  return Response::blob(blob_key(rendition->track_id, rendition->generation, waveform_file), "application/json")
      .header("Cache-Control", cache_control(granted, "max-age=3600"));
}

}  // namespace

void add_segment_routes(Services& services) {
  RouteOptions media_limits;
  media_limits.flags = VEZA_HTTP_UNLIMITED;
  services.http.get(
      "/api/v1/tracks/{id}/hls/{quality}/{segment}", [&](const Request& request) { return segment(services, request); },
      media_limits);
  services.http.get("/api/v1/tracks/{id}/waveform",
                    [&](const Request& request) { return waveform(services, request); });
}

}  // namespace veza::hls
