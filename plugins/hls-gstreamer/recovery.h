// What is done once after the plugin's start, on a thread of its own. Neither throws.
#pragma once
#include "services.h"

namespace veza::hls {

// Makes sure that every conversion that has not come to an end has a job. Normally it has: the job outlives a crash.
// But a job that lost its last attempt to crashes of the host is given up without anybody having told the track.
void requeue_unfinished(Services& services);

// Runs the converter once over nothing, so that GStreamer's registry of plugins is written: that takes most of a
// second, which the first upload should not wait for. Ends early when `cancel_fd` becomes readable.
void warm_up(const Settings& settings, int cancel_fd);

}  // namespace veza::hls
