#include "job/transcode_job.h"
#include "routes/access.h"
#include "routes/routes.h"

namespace veza::hls {
namespace {

TrackStatus current_status(const Services& services, std::string_view track_id) {
  if (const auto rendition = services.renditions.find(track_id)) return status_of(*rendition);
  TrackStatus status;
  status.track_id = track_id;
  // The library queues the job with the track; the row comes with the first run.
  const auto track = services.catalog.find(track_id);
  if (track && track->status == "processing") status.status = "queued";
  if (track && track->status == "failed") status.status = "failed";
  return status;
}

Response status(Services& services, const Request& request) {
  require_access(services, request);
  return Response::ok(to_json(current_status(services, request.param("id")))).header("Cache-Control", "no-cache");
}

Response info(Services& services, const Request& request) {
  require_access(services, request);
  const auto rendition = services.renditions.find(request.param("id"));
  Json qualities = Json::array();
  Json duration, gain;
  if (rendition) {
    for (const Tier& tier : rendition->tiers) {
      qualities.push_back(
          {{"name", tier.name}, {"bitrate", tier.bitrate}, {"codecs", tier.codecs}, {"lossless", tier.lossless}});
    }
    if (rendition->duration_ms) duration = static_cast<double>(*rendition->duration_ms) / 1000;
    if (rendition->gain_db) gain = *rendition->gain_db;
  }
  return Response::ok({{"track_id", request.param("id")},
                       {"hls_available", rendition && rendition->playable()},
                       {"qualities", std::move(qualities)},
                       {"duration", std::move(duration)},
                       {"gain_db", std::move(gain)}})
      .header("Cache-Control", "no-cache");
}

Response retry(Services& services, const Request& request) {
  const std::string id(request.param("id"));
  const auto principal = request.principal();
  services.catalog.require_read(principal, id);
  services.catalog.require_edit(principal, id);
  const auto before = current_status(services, id);
  if (before.status != "failed") {
    throw HttpError(409, "not_failed", "Only a track whose conversion failed can be converted again.");
  }
  services.db.write([&](const Tx& tx) {
    Renditions::retry(tx, id);
    services.catalog.media_restarted(tx, id);
    services.jobs.enqueue(tx, transcode_job(id, request.id()));
    services.audit.record(tx, request, {"hls-gstreamer.track.retried", "track", id});
  });
  services.cache.forget(id);
  const TrackStatus queued{id, "queued", 0, false, std::nullopt};
  if (const auto track = services.catalog.find(id)) publish_status(services, queued, track->owner_id);
  return Response::ok(to_json(queued), 202);
}

}  // namespace

void add_status_routes(Services& services) {
  services.http.get("/api/v1/tracks/{id}/hls/status",
                    [&](const Request& request) { return status(services, request); });
  services.http.get("/api/v1/tracks/{id}/hls/info", [&](const Request& request) { return info(services, request); });
  RouteOptions changing;
  changing.permission = "track:update";
  services.http.post(
      "/api/v1/tracks/{id}/hls/retry", [&](const Request& request) { return retry(services, request); }, changing);
}

}  // namespace veza::hls
