// The durable jobs that write a track's tags into a copy of its file, and that remove files which are nobody's any
// more: copies that were not fetched, and originals that a copy took the place of.
#pragma once
#include <string>
#include <string_view>

#include "retag/tag_files.h"
#include "services.h"

namespace veza::library {

// Queues what makes `file`, and what removes it when its time is over.
void queue_retag_jobs(const Services& services, const Tx& tx, const TagFile& file, std::string_view request_id);

// Removes the blob `key` of the track after the delay, unless it is in use then.
void queue_removal(const Services& services, const Tx& tx, std::string_view track_id, std::string_view key,
                   int64_t delay_ms, std::string_view request_id);

void add_retag_jobs(Services& services);  // [control]

}  // namespace veza::library
