#include <algorithm>

#include <playlist/bandwidth.h>
#include <playlist/playlist.h>

#include "job/transcode_job.h"
#include "routes/access.h"
#include "routes/routes.h"
#include "rules/names.h"

namespace veza::hls {
namespace {

constexpr std::string_view playlist_type = "application/vnd.apple.mpegurl";

// A track that came in with thousands of others (a folder import) plays as it is, and is converted when somebody plays
// it: converting all of them would keep everybody else's uploads waiting for days.
void convert_when_played(const Services& services, const Request& request) {
  const std::string id(request.param("id"));
  const auto track = services.catalog.find(id);
  if (!track || track->status != "ready") return;
  services.db.write([&](const Tx& tx) { services.jobs.enqueue(tx, transcode_job(id, request.id())); });
}

Rendition require_playable(const Services& services, const Request& request) {
  auto rendition = services.renditions.find(request.param("id"));
  if (!rendition) convert_when_played(services, request);
  if (!rendition || rendition->status == "queued" || (rendition->status == "running" && !rendition->playable())) {
    throw HttpError(404, "not_ready", "The track is being converted and cannot be played yet.");
  }
  if (!rendition->playable()) {
    throw HttpError(404, "not_available", rendition->reason.value_or("The track could not be converted."));
  }
  return std::move(*rendition);
}

Response answer(const Granted& granted, const Rendition& rendition, std::string text) {
  const bool final = rendition.status == "ready";
  return Response::bytes(200, playlist_type, std::move(text))
      .header("Cache-Control", final ? cache_control(granted, "max-age=60") : "no-cache");
}

Response master(Services& services, const Request& request) {
  const Granted granted = require_access(services, request);
  const Rendition rendition = require_playable(services, request);
  std::vector<Variant> variants;
  for (const Tier& tier : rendition.tiers) {
    // Never below the nominal rate: quiet music measures about the same in every tier, and a player that orders the
    // tiers by BANDWIDTH would take the lowest for the best.
    const Bandwidth expected = expected_bandwidth(tier.bitrate);
    variants.push_back({tier.name + "/playlist.m3u8", std::max(tier.peak_bandwidth, expected.peak),
                        tier.average_bandwidth ? tier.average_bandwidth : expected.average, tier.codecs});
  }
  return answer(granted, rendition, master_playlist(variants, with_query("token", granted.token)));
}

Response media(Services& services, const Request& request) {
  const Granted granted = require_access(services, request);
  const Rendition rendition = require_playable(services, request);
  const auto quality = request.param("quality");
  const bool known = std::any_of(rendition.tiers.begin(), rendition.tiers.end(),
                                 [&](const Tier& tier) { return tier.name == quality; });
  if (!known) throw HttpError(404, "not_found", "The track has no such quality.");
  std::vector<Segment> segments;
  for (const uint64_t duration : services.renditions.segments(rendition)) {
    segments.push_back({segment_file(static_cast<uint32_t>(segments.size() + 1)), duration});
  }
  MediaPlaylist playlist;
  playlist.timescale = rendition.timescale;
  playlist.target_seconds = services.settings.segment_seconds;
  playlist.init_file = init_file;
  playlist.finished = rendition.status == "ready";
  return answer(granted, rendition, media_playlist(playlist, segments, with_query("token", granted.token)));
}

}  // namespace

void add_playlist_routes(Services& services) {
  RouteOptions media_limits;
  media_limits.flags = VEZA_HTTP_UNLIMITED;
  services.http.get(
      "/api/v1/tracks/{id}/hls/master.m3u8", [&](const Request& request) { return master(services, request); },
      media_limits);
  services.http.get(
      "/api/v1/tracks/{id}/hls/{quality}/playlist.m3u8",
      [&](const Request& request) { return media(services, request); }, media_limits);
}

}  // namespace veza::hls
