// What the library tells of its tracks: the cache forgets a track that changed, and what belongs to a deleted one goes.
#pragma once
#include "services.h"

namespace veza::hls {

void add_track_consumer(Services& services);  // [control]

}  // namespace veza::hls
