// Who is sent a track's bytes, and how long they may be kept.
#pragma once
#include "services.h"

namespace veza::library {

// The track when a stream token of this track came along, or the principal may read it.
inline Track require_playable(const Services& services, const Request& request) {
  const auto id = request.param("id");
  if (const auto token = request.query("token"); token && services.identity.stream_token_is_good(*token, id)) {
    if (auto track = services.tracks.find(id)) return std::move(*track);
  }
  return services.tracks.require_readable(id, viewer_of(request.principal()));
}

inline std::string_view cache_control(const Track& track) {
  return track.is_open() ? "public, max-age=300" : "private, max-age=300";
}

}  // namespace veza::library
