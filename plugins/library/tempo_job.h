// The durable job that measures the tempo of a track which does not say it. Queued when a track became ready.
#pragma once
#include <string>
#include <string_view>

#include "services.h"

namespace veza::library {

// Nothing for a track that has a tempo, or is too short for one. Inside the transaction.
void queue_tempo_job(const Services& services, const Tx& tx, const Track& track);
std::string tempo_job_key(std::string_view track_id);

void add_tempo_job(Services& services);  // [control]

}  // namespace veza::library
