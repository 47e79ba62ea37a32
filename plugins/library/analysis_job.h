// The durable job that listens to a track (veza-analyse): its fingerprint, and the tempo and the key that nobody said.
// Queued when a track became ready.
#pragma once
#include <string>
#include <string_view>

#include "services.h"

namespace veza::library {

// Nothing for a track that is too short, or was listened to and has both. Inside the transaction.
void queue_analysis_job(const Services& services, const Tx& tx, const Track& track);
std::string analysis_job_key(std::string_view track_id);

// Whether a track is long enough to be listened to.
bool can_be_heard(const Track& track);
// Listens now, and keeps what was heard. Throws Error when the program cannot be run, or the job was cancelled.
void analyse(const Services& services, const std::string& track_id, const Job& job);

void add_analysis_job(Services& services);  // [control]

}  // namespace veza::library
