// One run: file in, tiers, waveform and loudness out.
#pragma once
#include <functional>
#include <optional>

#include "options.h"
#include "output_dir.h"
#include "progress.h"

namespace veza::transcode {

// Runs to the end and reports on `progress`, everything but the error. On failure nothing is left of what was written.
// Needs gst_init(). Asks `interrupted` twenty times a second; when it returns an error, or nothing has moved for
// options.stall_seconds, what was written is removed, the error is reported, and the process ends with its status.
Status transcode(const Options& options, ProgressWriter& progress,
                 const std::function<std::optional<Error>()>& interrupted);

// {"format":…,"sample_rate":…,"channels":…,"bits":…,"lossy":…,"bitrate":…,"declared_duration_ms":…|null}
Result<std::string> probe(const std::string& input);

}  // namespace veza::transcode
