#include "routes/track_writes.h"

#include <algorithm>

#include <veza/id.hpp>

#include "files_job.h"
#include "store/audit.h"
#include "store/events.h"

namespace veza::library {

void change_track(const Services& services, const Tx& tx, const Request& request, Track& track,
                  const Changes& changes) {
  const Json before = audit_state(track);
  apply(changes, track);
  track.updated_at = std::max(track.updated_at, now_ms());
  Tracks::update(tx, track);
  services.events.emit(tx, track_event(updated_event, track, request.id()));
  services.audit.record(tx, request, {"library.track.updated", "track", track.id, before, audit_state(track)});
}

void delete_track(const Services& services, const Tx& tx, const Request& request, const Track& track) {
  if (!Tracks::remove(tx, track.id)) return;
  services.jobs.cancel(tx, transcode_job_key(track.id));
  services.jobs.enqueue(tx, remove_files_job(track.id, 0, request.id()));
  services.events.emit(tx, track_event(deleted_event, track, request.id()));
  services.audit.record(tx, request, {"library.track.deleted", "track", track.id, audit_state(track), nullptr});
}

}  // namespace veza::library
