// The plugin's routes; each function registers those of one file. [control]
#pragma once
#include "services.h"

namespace veza::hls {

void add_playlist_routes(Services& services);  // …/hls/master.m3u8, …/hls/{quality}/playlist.m3u8
void add_segment_routes(Services& services);   // …/hls/{quality}/{segment}, …/waveform
void add_status_routes(Services& services);    // …/hls/info, …/hls/status, …/hls/retry

}  // namespace veza::hls
