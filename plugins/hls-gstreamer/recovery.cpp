#include "recovery.h"

#include <process/child.h>

#include <system_error>

#include "job/transcode_job.h"

namespace veza::hls {
namespace {
constexpr int warm_up_ms = 30000;
}

void requeue_unfinished(Services& services) {
  try {
    const auto tracks = services.renditions.unfinished();
    if (tracks.empty()) return;
    services.db.write([&](const Tx& tx) {
      for (const auto& id : tracks) services.jobs.enqueue(tx, transcode_job(id, ""));
    });
  } catch (const std::exception& error) {
    services.log.warn("unfinished conversions could not be looked up", {{"problem", error.what()}});
  }
}

void warm_up(const Settings& settings, int cancel_fd) {
  try {
    process::Child child({settings.worker, worker_arguments(settings, "/dev/null", settings.scratch_dir + "/warm-up"),
                          worker_environment(settings), ""});
    while (child.next_line(cancel_fd, warm_up_ms).kind == process::Line::Kind::text) {
    }
  } catch (const std::system_error&) {
    // A converter that cannot be started is told by the first job, with its reason.
  }
}

}  // namespace veza::hls
