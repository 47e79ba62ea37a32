// The durable job that removes the files of a track that is not there: one that was deleted, or one whose upload
// never reached its commit. It is queued before the first file is written, so that a crash cannot leave files behind,
// and taken back by the transaction that makes the track.
#pragma once
#include <string>
#include <string_view>

#include "services.h"

namespace veza::library {

// By then an upload that wrote files has been committed, or never will be.
inline constexpr int64_t abandoned_after_ms = 3600 * 1000;

JobSpec remove_files_job(std::string_view track_id, int64_t delay_ms, std::string_view request_id);
std::string remove_files_key(std::string_view track_id);

// The unique key of a track's transcode job (veza/abi/catalog.h).
std::string transcode_job_key(std::string_view track_id);

void add_files_job(Services& services);  // [control]

}  // namespace veza::library
