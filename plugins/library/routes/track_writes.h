// Changing and deleting a track with everything that goes with it: jobs, events, the audit log. Inside a transaction
// that holds the track (Tracks::hold).
#pragma once
#include "services.h"

namespace veza::library {

void change_track(const Services& services, const Tx& tx, const Request& request, Track& track, const Changes& changes);
void delete_track(const Services& services, const Tx& tx, const Request& request, const Track& track);

}  // namespace veza::library
