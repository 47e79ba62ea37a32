// The durable job that gives tracks of an older version, and those of imported folders, what uploaded ones have: the
// hash of their file, and what can be heard in it. One at a time and slowly, so that what people do comes first; it
// goes on where it was after a restart.
#pragma once
#include <string_view>

#include "services.h"

namespace veza::library {

// Queues it for `id` and for what comes behind it. Inside the transaction that writes these tracks.
void backfill_from(const Services& services, const Tx& tx, std::string_view id);
void add_backfill_job(Services& services);  // [control]

}  // namespace veza::library
