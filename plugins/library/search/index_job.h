// The job that writes the search documents of what an older version left without: tracks, then artists, then albums.
// Queued at the start while there is something to do (library_search_todo); goes on where it was interrupted.
#pragma once
#include "services.h"

namespace veza::library {

void add_index_job(Services& services);  // [control]

}  // namespace veza::library
