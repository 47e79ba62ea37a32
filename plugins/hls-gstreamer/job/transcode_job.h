// The job media.transcode (veza/abi/catalog.h).
#pragma once
#include "services.h"

namespace veza::hls {

void add_transcode_job(Services& services);  // [control]

// The job for a track; the same unique key that the library uses.
JobSpec transcode_job(std::string_view track_id, std::string_view request_id);

}  // namespace veza::hls
