// What a run left on disk, checked against what it said.
#pragma once
#include <string>

#include "run/worker.h"

namespace veza::transcode {

// The tier's init and media segments as one file beside the folder; returns its path.
std::string joined(const std::string& output, const WorkerRun& run, const std::string& tier);

// Every tier of a finished run: init and segments announced and there, numbered without gaps, cut at the same samples,
// EXTINF values that add up to `samples` within a millisecond, decode times without gaps, ffprobe of one mind.
void check_tiers(const std::string& output, const WorkerRun& run, std::uint64_t samples);

}  // namespace veza::transcode
