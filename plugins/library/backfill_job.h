// The durable job that gives tracks of an older version what new ones have: the hash of their file, and what can be
// heard in it. One at a time and slowly, so that what people do comes first; it goes on where it was after a restart.
#pragma once
#include "services.h"

namespace veza::library {

void add_backfill_job(Services& services);  // [control]

}  // namespace veza::library
