#include "routes/access.h"

#include "rules/names.h"

namespace veza::hls {
namespace {

[[noreturn]] void no_such_track() { throw HttpError(404, "not_found", "There is no such track."); }

ServedTrack load(const Services& services, std::string_view track_id) {
  ServedTrack out;
  const auto track = services.catalog.find(track_id);
  if (!track) return out;
  out.is_public = track->is_public;
  const auto rendition = services.renditions.find(track_id);
  if (rendition && rendition->status != "failed") out.generation = rendition->generation;
  return out;
}

}  // namespace

Granted require_access(Services& services, const Request& request) {
  const auto id = request.param("id");
  if (!is_track_id(id)) no_such_track();
  const auto token = request.query("token");
  Granted out;
  if (token && services.identity.stream_token_is_good(*token, id)) out.token = *token;
  out.track = services.cache.get(id, [&] { return load(services, id); });
  if (!out.token.empty() || out.track.is_public) return out;
  if (services.catalog.may_read(request.principal(), id)) return out;
  if (token) throw HttpError(401, "token_invalid", "The stream token is not valid any more; ask for a new one.");
  no_such_track();
}

std::string cache_control(const Granted& granted, std::string_view rest) {
  return (granted.track.is_public ? "public, " : "private, ") + std::string(rest);
}

}  // namespace veza::hls
