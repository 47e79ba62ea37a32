#include "files_job.h"

#include <veza/abi/catalog.h>
#include <veza/id.hpp>

namespace veza::library {
namespace {
constexpr std::string_view kind = "library.remove_files";
}

std::string remove_files_key(std::string_view track_id) { return std::string(kind) + ":" + std::string(track_id); }

std::string transcode_job_key(std::string_view track_id) {
  return std::string(VEZA_JOB_TRANSCODE) + ":" + std::string(track_id);
}

JobSpec remove_files_job(std::string_view track_id, int64_t delay_ms, std::string_view request_id) {
  JobSpec job;
  job.kind = kind;
  job.payload = {{"track_id", track_id}};
  job.unique_key = remove_files_key(track_id);
  job.max_attempts = 20;
  job.delay_ms = delay_ms;
  job.request_id = request_id;
  return job;
}

void add_files_job(Services& services) {
  services.jobs.handle(kind, 1, [&services](const Job& job) {
    const std::string id = job.payload().value("track_id", "");
    if (!is_id(id)) throw Error(VEZA_E_INVALID, "the job names no track");
    if (services.tracks.find(id)) return;
    services.blobs.remove_prefix(files_prefix(id));
  });
}

}  // namespace veza::library
