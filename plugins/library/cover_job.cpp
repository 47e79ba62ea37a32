#include "cover_job.h"

#include <veza/id.hpp>

namespace veza::library {
namespace {
constexpr std::string_view kind = "library.remove_cover";
}

std::string remove_cover_key(std::string_view track_id, std::string_view cover) {
  return std::string(kind) + ":" + std::string(track_id) + ":" + std::string(cover);
}

JobSpec remove_cover_job(std::string_view track_id, std::string_view cover, int64_t delay_ms,
                         std::string_view request_id) {
  JobSpec job;
  job.kind = kind;
  job.payload = {{"track_id", track_id}, {"cover", cover}};
  job.unique_key = remove_cover_key(track_id, cover);
  job.max_attempts = 20;
  job.delay_ms = delay_ms;
  job.request_id = request_id;
  return job;
}

void add_cover_job(Services& services) {
  services.jobs.handle(kind, 1, [&services](const Job& job) {
    const std::string id = job.payload().value("track_id", ""), cover = job.payload().value("cover", "");
    if (!is_id(id) || (cover != embedded_cover && !is_id(cover))) {
      throw Error(VEZA_E_INVALID, "the job names no picture of a track");
    }
    const auto track = services.tracks.find(id);
    if (track && track->cover_type && track->cover_name() == cover) return;
    if (cover == embedded_cover) services.blobs.remove(cover_key(id, cover));
    services.blobs.remove_prefix(cover_prefix(id, cover));
  });
}

}  // namespace veza::library
