// Who may have a track's playlists and segments: the holder of a stream token of that track, everybody for a public
// one, and whoever else may read it.
#pragma once
#include <string>

#include "services.h"

namespace veza::hls {

struct Granted {
  ServedTrack track;
  std::string token;  // the good stream token that came along, or empty
};

// Throws HttpError 404 for what the principal must not know of, 401 for a stream token that is not (any longer) good.
// Costs no SQL when a token is good or the track public, and the track is known to the cache. [worker]
Granted require_access(Services& services, const Request& request);

// "private" or "public" with `rest`.
std::string cache_control(const Granted& granted, std::string_view rest);

}  // namespace veza::hls
